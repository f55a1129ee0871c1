import { describe, expect, it } from 'vitest';
import { finish } from '../../../test/support/finished-runs.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { planExperiment } from '../../experiment/plan.ts';
import { FIGURE_NAMES } from '../figures/figure-names.ts';
import { drawFigure } from '../figures/figures.ts';
import { reportedExperiment } from '../reported-experiment.ts';
import { formatReport } from '../tables/formats.ts';
import { toleratedText } from '../tables/text.ts';

const POINT = 'experiments/calibration.yaml';
const RATES = 'experiments/rates.yaml';

const root = temporaryFolder();

type Cell = {
  readonly row: string;
  readonly isWarm: boolean;
  readonly m: number;
  readonly seed: number;
};

/** Writes made-up results of every run whose BLEU is a number, or `diverged`, and reads them. */
function invent(
  file: string,
  bleuOf: (cell: Cell) => number | 'diverged' | 'none',
  rows?: string[],
) {
  for (const run of planExperiment(file, { rows }).runs) {
    const { row, arm } = run.cell;
    const m = run.config.training.rateMultiplier;
    const bleu = bleuOf({ row, isWarm: arm.startsWith('warmup'), m, seed: run.seed });
    if (bleu === 'none') continue;
    finish(root(), run, { bleu: bleu === 'diverged' ? undefined : bleu, seed: run.seed });
  }
  return reportedExperiment(root(), file);
}

/** The paper's share is 21.5 / 25.4 = 0.846. */
const SHARES = new Map([
  [2, 0.97],
  [2.2, 0.95],
  [2.4, 0.9],
  [2.6, 0.83],
  [2.8, 0.7],
  [3.2, 0.3],
]);

const along = ({ isWarm, m, seed }: Cell) => {
  // Single seeds would choose others: it is the mean that counts.
  const off = seed === 11 ? 0.06 : -0.06;
  return isWarm ? 20 : 20 * (SHARES.get(m)! + off);
};

describe('the operating point', () => {
  const point = ({ report }: ReturnType<typeof invent>) => report.sweep!.operatingPoint!;

  it('is where the row keeps as much as in the paper, over the seeds of the file', () => {
    const given = invent(POINT, along);
    expect(point(given).paper).toBeCloseTo(21.5 / 25.4, 12);
    expect(point(given).chosen).toBe(2.6);
    for (const { value, share } of point(given).kept) {
      expect(share).toBeCloseTo(SHARES.get(value)!, 12);
    }
    expect(formatReport(given.report, 'md')).toContain(
      '**Chosen: m = 2.6** (`training.rateMultiplier`)',
    );
  });

  it('counts a run that diverged as 0', () => {
    const given = invent(POINT, (cell) =>
      cell.m === 2.6 && !cell.isWarm && cell.seed === 12 ? 'diverged' : along(cell),
    );
    expect(point(given).kept[3]!.share).toBeCloseTo(0.89 / 2, 12);
    expect(point(given).chosen).toBe(2.4);
  });

  it('is the smaller of two values that are as close', () => {
    const given = invent(POINT, ({ isWarm }) => (isWarm ? 20 : 10));
    expect(point(given).chosen).toBe(2);
  });

  it('is not chosen while a run is lacking, and says which', () => {
    const given = invent(POINT, (cell) =>
      cell.m === 2.2 && cell.isWarm && cell.seed === 12 ? 'none' : along(cell),
    );
    expect(point(given)).toMatchObject({ chosen: undefined, lacking: ['H-warmupAt2p2-s12'] });
    const text = formatReport(given.report, 'md');
    expect(text).toContain('Not chosen yet; these runs are lacking: H-warmupAt2p2-s12.');
    expect(text).not.toContain('Chosen:');
  });

  it('is not chosen where nothing is left to keep', () => {
    const given = invent(POINT, () => 'diverged');
    expect(point(given).chosen).toBeUndefined();
    expect(formatReport(given.report, 'md')).toContain('Nothing is chosen: row H');
  });

  it('is not moved by seeds that are not the file’s', () => {
    invent(POINT, along);
    for (const run of planExperiment(POINT, { seeds: [13], arms: ['noneAt2p8'] }).runs) {
      finish(root(), run, { bleu: 20, seed: 13 });
    }
    expect(point(reportedExperiment(root(), POINT) as never).chosen).toBe(2.6);
  });
});

describe('the sweep', () => {
  /** Row A breaks down without warm-up from 2 on, row O never. */
  const broken = ({ row, isWarm, m }: Cell) => {
    if (row === 'A' && !isWarm && m >= 2) return m === 4 ? 'diverged' : 1;
    return 10 + 2 * m;
  };

  it('says the largest value that keeps 80% of the row’s best, and what warm-up is worth', () => {
    const { report } = invent(RATES, broken, ['A', 'O']);
    const tolerated = (row: string, arm: string) =>
      report.sweep!.curves.find((curve) => curve.row === row && curve.arm === arm)!.tolerated;
    expect(tolerated('A', 'warmup')).toBe(4);
    // The best is 18, and 80% of it more than the 12 at m = 1.
    expect(tolerated('A', 'none')).toBeUndefined();
    expect(tolerated('O', 'none')).toBe(4);
    const lines = formatReport(report, 'md').split('\n');
    // Those of the scores, their difference and their share; what the optimiser keeps comes after them.
    const found = lines.filter((line) => /^\| A /.test(line)).slice(0, 6);
    expect(found.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '| A | warm-up | 11.0 | 12.0 | 14.0 | 14.8 | 18.0 | ≥ 4 |',
      '| A | no warm-up | 11.0 | 12.0 | 1.0 | 1.0 | diverged | none |',
      '| A | warm-up | 1.500 | 1.500 | 1.500 | 1.500 | 1.500 |',
      '| A | no warm-up | 1.500 | 1.500 | 1.500 | 1.500 | diverged |',
      '| A | +0.0 | +0.0 | +13.0 | +13.8 | +18.0 | +6.0 |',
      '| A | 0% | 100% | 100% | 7% | 7% | 0% |',
    ]);
  });

  it('says so where larger values are not run, or the best of a row may still rise', () => {
    const { report } = invent(
      RATES,
      (cell) => {
        if (cell.row === 'A' && !cell.isWarm && cell.m > 1) return 'none';
        if (cell.row === 'O' && cell.isWarm && cell.m === 0.5) return 'none';
        if (cell.row === 'O' && !cell.isWarm && cell.m === 4) return 1;
        return 15;
      },
      ['A', 'O'],
    );
    const texts = report.sweep!.curves.map((curve) => [curve.row, curve.arm, toleratedText(curve)]);
    expect(texts.filter(([row]) => row === 'A' || row === 'O')).toEqual([
      ['A', 'warmup', '≥ 4 so far'],
      ['A', 'none', '≥ 1 so far'],
      ['O', 'warmup', '≥ 4 so far'],
      ['O', 'none', '2.4 so far'],
    ]);
    // Nothing of it was run.
    expect(texts).toContainEqual(['B', 'none', '–']);
  });

  it('says of how many seeds a value is, with their spread', () => {
    invent(RATES, () => 15, ['A']);
    for (const run of planExperiment(RATES, { seeds: [12], rows: ['A'], arms: ['noneAt2'] }).runs) {
      finish(root(), run, { bleu: 17, seed: 12 });
    }
    const given = reportedExperiment(root(), RATES);
    const text = formatReport(given.report, 'md').replaceAll(/ +/g, ' ');
    expect(text).toContain('| 16.0 ± 1.4 (n 2) |');
    expect(text).toContain('| 1.500 ± 0.000 (n 2) |');
    const { panels, data } = drawFigure('rates', given)!;
    expect(panels[0]!.body.html.match(/>n 2</g)).toHaveLength(1);
    expect(panels[0]!.body.html).toContain('2: 16.0 (n 2)');
    expect(data.rows[1]).toContain('16.0 ± 1.4 (n 2)');
  });

  it('compares arms over the seeds that both have', () => {
    const compared = () => {
      const text = formatReport(reportedExperiment(root(), RATES).report, 'md');
      return text.replaceAll(/ +/g, ' ').split('\n');
    };
    const run = (arm: string, bleu: number) => {
      const [planned] = planExperiment(RATES, { seeds: [12], rows: ['A'], arms: [arm] }).runs;
      finish(root(), planned!, { bleu, seed: 12 });
    };
    invent(RATES, () => 15, ['A']);
    run('noneAt2', 13);
    expect(compared()).toContain('| A | +0.0 | +0.0 | +0.0 | +0.0 | +0.0 | +0.0 |');
    run('warmupAt2', 16);
    expect(compared()).toContain('| A | +0.0 | +0.0 | +1.5 (n 2) | +0.0 | +0.0 | +0.5 |');
    expect(compared()).toContain('| A | 0% | 100% | 100% | 90% (n 2) | 100% | 100% |');
  });

  it('is drawn with a panel for each row on the same axes, and as the only figure of a sweep', () => {
    const given = invent(RATES, broken, ['A', 'O']);
    const { panels, subtitle, title } = drawFigure('rates', given)!;
    expect(panels.map(({ name }) => name)).toEqual([
      'Adam without momentum: BLEU against m',
      'Adafactor: BLEU against m',
    ]);
    for (const { body } of panels) {
      for (const text of ['warm-up', 'no warm-up', '0.5', '2.4', '15']) {
        expect(body.html).toContain(`>${text}</text>`);
      }
    }
    // At 2.4, row A has 14.8 of 18 with warm-up, 1 without.
    expect(title).toBe(
      'Rows that keep 80% of their best BLEU at m = 2.4: warm-up 2 of 2, no warm-up 1 of 2',
    );
    expect(subtitle).toContain('The dotted line marks m = 2.4');
    expect(subtitle).toContain('not run: B, Bt, C');
    for (const name of FIGURE_NAMES.filter((name) => name !== 'rates')) {
      expect(drawFigure(name, given)).toBeUndefined();
    }
  });

  it('has lines that break where a value was not run, and crosses where every run diverged', () => {
    const given = invent(RATES, (cell) => (!cell.isWarm && cell.m === 2 ? 'none' : broken(cell)), [
      'A',
    ]);
    const { html } = drawFigure('rates', given)!.panels[0]!.body;
    const lines = [...html.matchAll(/class="line"[^>]* d="([^"]*)"/g)].map(([, path]) => path!);
    expect(lines.map((path) => path.match(/M/g)!.length)).toEqual([1, 2]);
    expect(html.match(/class="failed"/g)).toHaveLength(1);
    expect(html).toContain('<title>no warm-up; 0.5: 11.0, 1: 12.0, 2: not run, 2.4: 1.0, 4: 0.0');
  });

  it('says of a single row how much it tolerates', () => {
    const given = invent(POINT, along);
    expect(drawFigure('rates', given)!.title).toBe(
      'The largest m that keeps 80% of the best BLEU of Adam without momentum, clipped: ' +
        'warm-up ≥ 3.2, no warm-up 2.6',
    );
  });

  it('is in files of every format', () => {
    const { report } = invent(RATES, broken, ['A']);
    expect(JSON.parse(formatReport(report, 'json')).sweep.curves[1]).toMatchObject({
      row: 'A',
      arm: 'none',
      points: [
        { value: 0.5, score: { n: 1, mean: 11 } },
        {},
        {},
        {},
        { value: 4, score: { mean: 0 }, diverged: 1 },
      ],
    });
    expect(formatReport(report, 'csv')).toContain('A,"Adam, β1 = 0, β2 = 0.999",noneAt0p5');
    expect(formatReport(report, 'latex')).toContain('tabular');
  });
});
