import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../platform/errors.ts';
import type { ExperimentReport } from './experiment-report.ts';
import { briefTable } from './tables/markdown.ts';
import { verdictList } from './tables/verdict-words.ts';

/** Pages of the manual that may quote results, from the folder of all results. */
const PAGES = ['../README.md', '../docs/results.md'];

/** `<!-- table2: claims -->` or `<!-- table2: A, B -->`, the text that is made there, `<!-- end -->`. */
const QUOTE = /(<!-- (\w+): ([\w, ]+) -->\n)[\s\S]*?(<!-- end -->)/g;

function quote(page: string, reports: readonly ExperimentReport[], name: string, part: string) {
  const report = reports.find(({ experiment }) => experiment === name);
  if (report === undefined) throw new UserError(`${page}: quotes ${name}, which has no results`);
  if (part === 'claims') return verdictList(report).join('\n\n');
  return briefTable(
    report,
    part.split(',').map((row) => row.trim()),
  );
}

/**
 * The pages that quote results, with their tables and verdicts as the results give them, by their names
 * from `root`, the folder of all results.
 *
 * @throws UserError where a page quotes an experiment without results, or a row that it has not
 */
export function quotingPages(
  root: string,
  reports: readonly ExperimentReport[],
): [name: string, text: string][] {
  return PAGES.filter((name) => existsSync(join(root, name))).map((name) => {
    const made = readFileSync(join(root, name), 'utf8').replaceAll(
      QUOTE,
      (_, start: string, experiment: string, part: string, end: string) =>
        `${start}\n${quote(name, reports, experiment, part)}\n\n${end}`,
    );
    return [name, made];
  });
}
