import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { UserError } from '../../platform/errors.ts';
import { BLOCK_PAIRS } from './blocks.ts';
import type { CleanedBlock, CleanProblem, CleanSettings, CleanTask } from './clean-worker.ts';
import { DROP_REASONS, noneDropped } from './filter.ts';
import type { TextPair } from './inputs.ts';
import type { Manifest } from './manifest.ts';
import { pairBlocks } from './pair-blocks.ts';
import { startWorkers } from './worker-pool.ts';

/** What the manifest says of cleaned text. */
export type Cleaned = Pick<Manifest['train'], 'pairs' | 'checksum' | 'texts'>;

/**
 * Normalises and filters the training text into one file at `path`, a line for each pair: source,
 * tab, target.
 *
 * @param progress told how many pairs have been read
 */
export async function cleanText(
  pairs: readonly TextPair[],
  settings: CleanSettings,
  path: string,
  threads: number,
  progress: (pairs: number) => void,
): Promise<Cleaned> {
  const workers = startWorkers('cleanBlock', settings, threads);
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  const texts: Cleaned['texts'] = [];
  let done = 0;
  try {
    for (const { source, target } of pairs) {
      const names = { sourceName: source.name, targetName: target.name };
      const tasks = (async function* (): AsyncGenerator<CleanTask> {
        for await (const block of pairBlocks(source.path, target.path, BLOCK_PAIRS)) {
          yield { ...block, ...names };
        }
      })();
      const dropped = noneDropped();
      let kept = 0;
      for await (const block of workers.map<CleanTask, CleanedBlock | CleanProblem>(tasks)) {
        if ('problem' in block) throw new UserError(block.problem);
        hash.update(block.text);
        await file.writeFile(block.text);
        kept += block.kept;
        done += block.kept;
        for (const reason of DROP_REASONS) {
          dropped[reason] += block.dropped[reason];
          done += block.dropped[reason];
        }
        progress(done);
      }
      const read = DROP_REASONS.reduce((total, reason) => total + dropped[reason], kept);
      texts.push({ source: source.name, target: target.name, read, kept, dropped });
    }
  } finally {
    await file.close();
    await workers.close();
  }
  const kept = texts.reduce((total, text) => total + text.kept, 0);
  if (kept === 0) throw new UserError('every training pair is left out; check dataset.filter');
  return { pairs: kept, checksum: hash.digest('hex'), texts };
}
