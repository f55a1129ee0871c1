import type { Argv } from 'yargs';
import { KEPT } from './option-groups.ts';

export type ResultsArguments = { results: string; experiments: string };

/** The arguments of every command that makes something of all results. */
export function resultsOptions<T>(args: Argv<T>) {
  return args
    .option('results', {
      type: 'string',
      default: 'results',
      group: KEPT,
      describe: 'Folder of the result files, and of what is made from them',
    })
    .option('experiments', {
      type: 'string',
      default: 'experiments',
      group: KEPT,
      describe: 'Folder of the experiment YAMLs',
    });
}
