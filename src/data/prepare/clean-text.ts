import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { UserError } from '../../platform/errors.ts';
import type { CleanedBlock, CleanProblem, CleanSettings, CleanTask } from './clean-worker.ts';
import { DROP_REASONS, noneDropped } from './filter.ts';
import type { TextPair } from './inputs.ts';
import type { Manifest } from './manifest.ts';
import { BLOCK_PAIRS, pairBlocks } from './pair-blocks.ts';
import { startWorkers } from './worker-pool.ts';

async function* cleanTasks({ source, target }: TextPair): AsyncGenerator<CleanTask> {
  for await (const block of pairBlocks(source.path, target.path, BLOCK_PAIRS)) {
    yield { ...block, sourceName: source.name, targetName: target.name };
  }
}

/**
 * Normalises and filters the training text into one file at `path`, a line for each pair: source,
 * tab, target.
 *
 * @param progress told how many pairs have been read
 * @returns what the manifest says of it
 */
export async function cleanText(
  pairs: readonly TextPair[],
  settings: CleanSettings,
  path: string,
  threads: number,
  progress: (pairs: number) => void,
): Promise<Pick<Manifest['train'], 'pairs' | 'checksum' | 'texts'>> {
  const workers = startWorkers('cleanBlock', settings, threads);
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  const texts: Manifest['train']['texts'] = [];
  let done = 0;
  try {
    for (const pair of pairs) {
      const names = { source: pair.source.name, target: pair.target.name };
      const text = { ...names, read: 0, kept: 0, dropped: noneDropped() };
      const blocks = workers.map<CleanTask, CleanedBlock | CleanProblem>(cleanTasks(pair));
      for await (const block of blocks) {
        if ('problem' in block) throw new UserError(block.problem);
        hash.update(block.text);
        await file.writeFile(block.text);
        text.read += block.read;
        text.kept += block.kept;
        for (const reason of DROP_REASONS) text.dropped[reason] += block.dropped[reason];
        done += block.read;
        progress(done);
      }
      texts.push(text);
    }
  } finally {
    await file.close();
    await workers.close();
  }
  const kept = texts.reduce((total, text) => total + text.kept, 0);
  if (kept === 0) throw new UserError('every training pair is left out; check dataset.filter');
  return { pairs: kept, checksum: hash.digest('hex'), texts };
}
