import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { RunConfig } from '../../src/config/run-config.ts';
import { planExperiment } from '../../src/experiment/plan.ts';
import { tuningResultOf, withChosen } from '../../src/experiment/tuning.ts';
import { normalFloats, siteSeed } from '../../src/ops/philox.ts';
import {
  type ReportedExperiment,
  reportedExperiment,
} from '../../src/report/reported-experiment.ts';
import type { RunResult } from '../../src/results/result.ts';
import { resultPath, writeResult } from '../../src/results/store.ts';
import type { ScoredTranslations } from '../../src/results/translations.ts';
import { type ExampleChoices, exampleResult } from './example-result.ts';
import { finish } from './finished-runs.ts';

/*
 * Made-up results of a whole Table 2, for tests of what draws it; no run gave these numbers. They go
 * where the paper's go, with noise, and have all that real ones may: rows with three seeds, runs
 * that diverged early, late and with some seeds only, a row that was not run and a cell that was not.
 */

const FILE = 'experiments/table2.yaml';
/** The protocol that made-up results say they are of. */
export const INVENTED_PROTOCOL = 'configs/protocols/demo.yaml';
const PARAMETERS = 392_192;
const SEVERAL_SEEDS = ['A', 'B', 'N', 'O'];
const NOT_RUN = ['P-warmup', 'P-none', 'M-none'];
/** Diverges with seed 2 only. */
const SOMETIMES = 'A-none';

function stateBytes({ optimizer }: RunConfig): number {
  if (!Array.isArray(optimizer)) return 0;
  return optimizer.reduce((bytes, link) => {
    if (link.link === 'scaleByAdam') return bytes + 4 * PARAMETERS * (link.beta1 === 0 ? 1 : 2);
    if (link.link === 'scaleByRms' || link.link === 'averageUpdates') return bytes + 4 * PARAMETERS;
    return link.link === 'scaleByFactoredRms' ? bytes + 43_000 : bytes;
  }, 0);
}

/** Falls from a uniform guess to `end`, the faster the better it ends. */
function curve(steps: readonly number[], last: number, end: number, noise: Float32Array) {
  return steps.map(
    (step, index) => end + (7.6 - end) * Math.exp((-7 * step) / last) + 0.04 * noise[index]!,
  );
}

function inventedResult(
  { cell, seed, config }: ReturnType<typeof planExperiment>['runs'][number],
  paper: number | 'diverged',
): RunResult {
  const name = `${cell.row}-${cell.arm}`;
  const { steps, logEvery, evaluateEvery } = config.training;
  const noise = normalFloats(200, [siteSeed(seed, name), 1]);
  const diverges = paper === 'diverged' || (name === SOMETIMES && seed === 2);
  const bleu = diverges ? undefined : Math.max(0.1, 0.9 * (paper as number) + noise[0]!);
  const end = 5.2 - 0.12 * (bleu ?? 2);
  const until = diverges
    ? Math.round((0.1 + 0.8 * Math.abs(Math.sin(siteSeed(1, name)))) * steps)
    : steps;
  const grid = (every: number) =>
    Array.from({ length: Math.floor(until / every) }, (_, index) => (index + 1) * every);
  const values = (every: number, above: number) => {
    const points = curve(grid(every), steps, end + above, noise.subarray(10));
    // Before its end a run that diverges climbs.
    return points.map((value, index) =>
      diverges && index >= points.length - 3 ? value + 3 * (index - points.length + 4) : value,
    );
  };
  const losses = values(logEvery, 0.9);
  const dev = values(evaluateEvery / 5, 0);
  const example = exampleResult({ cell, seed, bleu });
  return {
    ...example,
    config,
    parameters: PARAMETERS,
    optimizerState: { elements: stateBytes(config) / 4, bytes: stateBytes(config) },
    training: {
      ...example.training,
      steps: until,
      ...(diverges ? { divergedAt: until } : {}),
      losses: grid(logEvery).map((step, index) => ({ step, loss: losses[index]! })),
    },
    dev: grid(evaluateEvery / 5).map((step, index) => ({ step, logPerplexity: dev[index]! })),
    timing: {
      ...example.timing,
      trainingSeconds: 120 + 20 * noise[1]!,
      dev: grid(evaluateEvery / 5).map((step) => ({
        step,
        seconds: ((120 + 20 * noise[1]!) * step) / until,
      })),
    },
  };
}

const SENTENCES = 60;
const WORDS = 40;

/** What translations that score about `bleu` add to it, sentence by sentence. */
function inventedTranslations(bleu: number, key: number): ScoredTranslations {
  const noise = normalFloats(SENTENCES, [key, 2]);
  const rows = Array.from({ length: SENTENCES }, (_, sentence) => {
    const totals = [1, 2, 3, 4].map((n) => WORDS - n + 1);
    const share = Math.min(1, Math.max(0, bleu / 100 + 0.04 * noise[sentence]!));
    return [WORDS, WORDS, ...totals.map((total) => Math.round(share * total)), ...totals];
  });
  return {
    translations: rows.map((_, sentence) => `translation ${sentence + 1}`),
    statistics: {
      segmentCount: SENTENCES,
      rows: Float64Array.from(rows.flat()),
      referenceCount: 1,
    },
  };
}

/** The made-up Table 2 for all tests of a file, in a folder that is removed after them. */
export function inventedTable2(): { folder: string; table2: ReportedExperiment } {
  const folder = mkdtempSync(join(tmpdir(), 'sublinear-invented-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return { folder, table2: inventTable2(folder) };
}

/** Writes the made-up results below `root`, and reads them as figures and pages do. */
export function inventTable2(root: string): ReportedExperiment {
  const { experiment, protocol, runs } = planExperiment(FILE, {
    protocol: INVENTED_PROTOCOL,
    seeds: [1, 2, 3],
  });
  for (const run of runs) {
    const { row, arm } = run.cell;
    const wanted = run.seed === 1 || SEVERAL_SEEDS.includes(row);
    if (!wanted || NOT_RUN.includes(`${row}-${arm}`)) continue;
    const result = inventedResult(run, experiment.rows[row]!.paper![arm]!);
    const score = result.test?.bleu.score;
    writeResult(resultPath(root, run.cell, protocol, run.seed), {
      result,
      translations:
        score === undefined
          ? undefined
          : inventedTranslations(score, siteSeed(run.seed, `${row}-${arm}`)),
    });
  }
  return reportedExperiment(root, FILE, INVENTED_PROTOCOL);
}

/** Writes made-up trials of one tuned row below `root`, with the run of what they choose. */
export function inventTuned(
  root: string,
  row: string,
  outcomes: readonly ExampleChoices[],
  file = 'test/support/tuned.yaml',
): ReportedExperiment {
  const { runs, tunings } = planExperiment(file, {
    rows: [row],
    seeds: [1],
    protocol: INVENTED_PROTOCOL,
  });
  const [tuning] = tunings;
  for (const [i, outcome] of outcomes.entries()) finish(root, tuning!.candidates[i]!, outcome);
  for (const run of runs) finish(root, withChosen(run, tuningResultOf(tuning!, root)!));
  return reportedExperiment(root, file, INVENTED_PROTOCOL);
}
