import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checkpointSteps } from '../checkpoint/store.ts';
import { readIfValid } from '../config/json-file.ts';
import { type RunConfig, runConfigSchema } from '../config/run-config.ts';
import { readResult } from '../results/store.ts';
import { checkpointFolder, trainingConfig } from '../train/resume.ts';
import type { DoneTraining } from '../train/run-options.ts';

/** A run's configuration in its folder, which is `<experiment>/<protocol>/<run>`. */
const CONFIG = /^[^/]+\/[^/]+\/[^/]+\/config\.json$/;

/**
 * The whole training that `config` asks for, where a finished run has done it; undefined where none
 * has. That run may have another protocol's name and another search, which training does not depend on.
 *
 * @param runs the folder of all runs, and `results` that of their results
 */
export function doneTraining(
  { runs, results }: { readonly runs: string; readonly results: string },
  config: RunConfig,
): DoneTraining | undefined {
  const { steps, stopAt } = config.training;
  if (stopAt !== undefined || !existsSync(runs)) return undefined;
  const wanted = trainingConfig(config);
  const names = readdirSync(runs, { recursive: true, encoding: 'utf8' });
  for (const run of names.filter((name) => CONFIG.test(name)).map((name) => dirname(name))) {
    const folder = join(runs, run);
    if (checkpointSteps(checkpointFolder(folder)).at(-1) !== steps) continue;
    const other = readIfValid(runConfigSchema, join(folder, 'config.json'));
    if (other === undefined || !isDeepStrictEqual(trainingConfig(other), wanted)) continue;
    const result = readResult(`${join(results, run)}.json`);
    if (result === undefined) continue;
    const { backend, executor } = result.provenance;
    return { folder, by: { backend, executor } };
  }
  return undefined;
}
