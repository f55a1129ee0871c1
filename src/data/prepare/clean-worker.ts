/** Cleans blocks of training text, in a worker thread. */
import { Tinypool } from 'tinypool';
import type { FilterConfig } from '../../config/dataset-config.ts';
import { UserError } from '../../platform/errors.ts';
import { decodeLines } from '../text-form.ts';
import { type Dropped, noneDropped, pairFilter } from './filter.ts';
import { normalizeText } from './normalize.ts';
import type { PairBlock } from './pair-blocks.ts';

/** What every block is cleaned by. */
export type CleanSettings = {
  readonly filter: FilterConfig;
  /** Text of the development and test sets, not normalised. */
  readonly heldOut: { readonly sources: readonly string[]; readonly targets: readonly string[] };
};

export type CleanTask = PairBlock & { readonly sourceName: string; readonly targetName: string };

export type CleanedBlock = {
  /** A line for each pair that was kept: source, tab, target. */
  readonly text: Uint8Array<ArrayBuffer>;
  readonly read: number;
  readonly kept: number;
  readonly dropped: Dropped;
};

/** Where the task cannot be done for a reason that the user must know. */
export type CleanProblem = { readonly problem: string };

const settings = Tinypool.workerData as CleanSettings;
const normalized = (sentences: readonly string[]) => new Set(sentences.map(normalizeText));
const reasonToDrop = pairFilter(settings.filter, {
  sources: normalized(settings.heldOut.sources),
  targets: normalized(settings.heldOut.targets),
});
const encoder = new TextEncoder();

/** Normalises and filters the pairs of a block. */
export function cleanBlock(task: CleanTask): CleanedBlock | CleanProblem {
  try {
    const { lines, firstLine } = task;
    const sources = decodeLines(task.source, task.sourceName, firstLine);
    const targets = decodeLines(task.target, task.targetName, firstLine);
    const dropped = noneDropped();
    let text = '';
    let kept = 0;
    for (let i = 0; i < lines; i++) {
      const source = normalizeText(sources[i]!);
      const target = normalizeText(targets[i]!);
      const reason = reasonToDrop(source, target);
      if (reason !== undefined) {
        dropped[reason]++;
        continue;
      }
      text += `${source}\t${target}\n`;
      kept++;
    }
    return { text: encoder.encode(text), read: lines, kept, dropped };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}
