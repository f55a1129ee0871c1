import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { finish } from '../../../test/support/finished-runs.ts';
import { inventedTable2, inventTuned } from '../../../test/support/invented-results.ts';
import { loadExperiment, loadExperiments } from '../../experiment/definition.ts';
import { planExperiment } from '../../experiment/plan.ts';
import {
  allReportedExperiments,
  type ReportedExperiment,
  reportedExperiment,
} from '../reported-experiment.ts';
import { campaignsOf } from './campaigns.ts';
import { reportPage } from './page.ts';

const { folder, table2 } = inventedTable2();

const pageOf = (...given: ReportedExperiment[]) =>
  reportPage(given, folder, join(folder, 'report.html'));

const page = pageOf(table2);

/** Without printing the whole page where it has not. */
function has(text: string, part: string | RegExp): void {
  const there = typeof part === 'string' ? text.includes(part) : part.test(text);
  expect(there, `the page has ${part}`).toBe(true);
}

/** An experiment of which some rows are run, under its own protocol. */
function reportOn(name: string, rows: readonly string[]): ReportedExperiment {
  const file = `experiments/${name}.yaml`;
  const root = join(folder, name);
  for (const run of planExperiment(file, { rows }).runs) finish(root, run, { seed: run.seed });
  return reportedExperiment(root, file);
}

describe('the report page', () => {
  it('is the same for the same results, wherever it is made', () => {
    const here = process.cwd();
    process.chdir(folder);
    try {
      expect(pageOf(table2) === page).toBe(true);
    } finally {
      process.chdir(here);
    }
  });

  it('asks for nothing: no address but its own, and in namespaces', () => {
    for (const [, address] of page.matchAll(/\b(?:src|href|action|poster)="([^"]*)"/g)) {
      expect(address).toMatch(/^(#[\w/?=-]+|data:,)$/);
    }
    expect(page).not.toMatch(/@import|url\((?!#)/);
    has(page, `content="default-src &#39;none&#39;; script-src &#39;sha256-`);
  });

  it('names every element once', () => {
    const identifiers = [...page.matchAll(/\bid="([^"]*)"/g)].map(([, name]) => name);
    expect(new Set(identifiers).size).toBe(identifiers.length);
  });

  it('has every claim in one table, each once for each protocol', () => {
    const { claims } = table2.report;
    expect(page.match(/<tr data-states=/g)).toHaveLength(claims.length);
    const twice = pageOf(table2, { ...table2, protocol: 'other' });
    expect(twice.match(/<tr data-states=/g)).toHaveLength(claims.length);
    has(twice, '<th scope="col">other</th>');
  });

  it('says what is not run rather than leave a hole', () => {
    const known = ['table2', 'which-adafactor', 'zoo'].map((name) =>
      loadExperiment(`experiments/${name}.yaml`),
    );
    const shown = reportPage([table2], folder, join(folder, 'report.html'), known);
    has(shown, 'Not run yet: the sweep of rates. <code>make rates</code> runs it.');
    has(shown, 'Not run yet: <code>make which-adafactor</code>, <code>make zoo</code>.');
  });

  it('shows what was tuned where there is no sweep of rates', () => {
    const ends = [4, 3.5, 3, 3.25].map((logPerplexity) => ({ logPerplexity }));
    const tuned = inventTuned(join(folder, 'tuned'), 'SGD', [...ends, { bleu: undefined }]);
    const shown = pageOf(table2, tuned);
    has(shown, 'SGD goes lowest, to 3.00 nats a token');
    expect(shown.includes('make rates')).toBe(false);
  });

  it('shows the sweep around the rate of the main table before the one that chose it', () => {
    const { settings } = table2.report;
    const report = { ...table2.report, settings: { ...settings!, rateMultipliers: [2.4] } };
    const others = [reportOn('which-adafactor', ['PyTorch']), reportOn('calibration', ['H'])];
    const rates = reportOn('rates', ['A', 'O']);
    const figureOf = (...given: ReportedExperiment[]) =>
      /<section id="rates".*?<b>(.*?)<\/b>/s.exec(pageOf({ ...table2, report }, ...given))![1];
    expect(figureOf(...others)).toMatch(/^The largest m that keeps 80%/);
    expect(figureOf(...others, rates)).toMatch(/^Rows that keep 80% .* at m = 2.4: /);
  });

  it.each([
    ['has another name than its file', 'which-adafactor', 'PyTorch', ['which-adafactor']],
    ['has runs of another one', 'relative-rates', 'O', ['rates', 'relative-rates']],
  ])('names the file to run again of an experiment that %s', (_what, name, row, files) => {
    const shown = pageOf(reportOn(name, [row]));
    const named = [...shown.matchAll(/npx sublinear run (\S+) /g)].map(([, path]) => path);
    expect(named.toSorted()).toEqual(files.map((file) => `experiments/${file}.yaml`));
  });

  it('shows memory where the most sizes of state were tried, and the main table only as the last', () => {
    const ends = Array.from({ length: 15 }, (_, i) => ({ logPerplexity: 5 - i / 10 }));
    const file = 'experiments/successors.yaml';
    const tuned = inventTuned(join(folder, 'successors'), 'SM3NoMomentum', ends, file);
    const { experiment, report } = table2;
    const other = {
      ...table2,
      experiment: { ...experiment, experiment: 'other' },
      report: { ...report, claims: [] },
    };
    const figureOf = (...given: ReportedExperiment[]) =>
      /<section id="memory".*?means alone. (.*?),/s.exec(pageOf(...given))![1];
    expect(figureOf(table2)).toBe('table2');
    expect(figureOf(table2, tuned)).toBe('successors');
    expect(figureOf(table2, tuned, other)).toBe('other');
  });

  it('carries how to do a cell again, or says that there is no protocol to do it under', () => {
    has(page, 'npx sublinear run experiments/table2.yaml \\\\\\n  --protocol');
    const runs = table2.runs.map((run) => ({ ...run, file: run.file.replace('demo', 'gone') }));
    const shown = pageOf({ ...table2, protocol: 'gone', runs });
    has(shown, 'There is no configs/protocols/gone.yaml to run this under');
  });

  it('says why a run was given up', () => {
    const runs = table2.runs.map((run) => {
      const { status, training } = run.result;
      if (status !== 'diverged') return run;
      const given = { ...training, divergence: { cause: 'dev' as const } };
      return { ...run, result: { ...run.result, training: given } };
    });
    has(
      pageOf({ ...table2, runs }),
      /diverged at step \d+: the dev log-perplexity is no finite number/,
    );
  });

  it('raises powers, and has minus signs in numbers only', () => {
    has(page, 'decay 1 − t<sup>−0.8</sup> (L)');
    expect(page).not.toMatch(/[a-z]−[a-z]/);
  });

  it('shows what files say as text', () => {
    const { experiment, report } = table2;
    const evil = '</script><img src="x" onerror="alert(1)">';
    const rows = { ...experiment.rows, A: { ...experiment.rows.A!, name: evil, label: evil } };
    const shown = pageOf({
      ...table2,
      experiment: { ...experiment, title: evil, source: evil, rows },
      report: {
        ...report,
        title: evil,
        rows: report.rows.map((row) => (row.row === 'A' ? { ...row, label: evil } : row)),
        claims: report.claims.map((claim) => ({ ...claim, claim: evil })),
      },
    });
    expect(shown.includes('<img')).toBe(false);
    expect(shown.match(/<\/script>/g)).toHaveLength(page.match(/<\/script>/g)!.length);
    has(shown, '&lt;/script&gt;&lt;img src=&quot;x&quot;');
  });
});

describe('the page of the results that are committed', { timeout: 300_000 }, () => {
  let given: ReportedExperiment[];
  let text: string;

  beforeAll(() => {
    given = allReportedExperiments('results', 'experiments');
    text = reportPage(given, 'results', 'results/report.html', loadExperiments('experiments'));
  }, 300_000);

  it('is small enough to send', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(600_000);
  });

  it('says at which rate its answers are, and where others are', () => {
    has(text, 'At the rate multiplier 2.4. <a href="#rates">');
    has(text, '<section id="rates"');
  });

  it('answers with the verdicts that the tables judge', () => {
    const campaigns = campaignsOf(given);
    const chips = [
      ...text.matchAll(/data-verdict="([^"]*)" data-claim="([^"]*)">[^<]*, ([^<,]+)<\/span>/g),
    ];
    expect(chips.length).toBeGreaterThanOrEqual(2 * campaigns.length);
    for (const [, verdict, claim, label] of chips) {
      const { all } = campaigns.find((campaign) => campaign.label === label)!;
      const judged = all
        .flatMap(({ report }) => report.claims)
        .filter((one) => one.claim === claim!.replaceAll('&#39;', "'"));
      const verdicts = judged.map((one) => one.verdict);
      expect(verdicts.length > 0 ? verdicts : ['not run']).toContain(verdict);
    }
  });

  it('has a link to every cell that was run, and what it comes from', () => {
    for (const { experiment, protocol, report } of given) {
      for (const { row, cells } of report.rows) {
        for (const [arm, { runs }] of Object.entries(cells)) {
          const address = `href="#${experiment.experiment}/${protocol}?cell=${row}/${arm}"`;
          expect(text.includes(address)).toBe(runs.length > 0);
        }
      }
    }
  });
});
