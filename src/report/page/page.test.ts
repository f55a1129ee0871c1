import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishAll } from '../../../test/support/finished-runs.ts';
import { planExperiment } from '../../experiment/definition.ts';
import {
  allReportedExperiments,
  type ReportedExperiment,
  reportedExperiment,
} from '../reported-experiment.ts';
import { INVENTED_PROTOCOL, inventTable2, inventTuned } from '../testing.ts';
import { rowsToShowFirst } from './curve-charts.ts';
import { reportPage } from './write-report.ts';

let folder: string;
let table2: ReportedExperiment;
let page: string;

const pageOf = (given: ReportedExperiment) =>
  reportPage([given], folder, join(folder, 'report.html'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-page-'));
  table2 = inventTable2(folder);
  page = await pageOf(table2);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe('the report page', () => {
  it('is the same for the same results', async () => {
    expect((await pageOf(table2)) === page).toBe(true);
  });

  it('is the same wherever it is made', async () => {
    const here = process.cwd();
    process.chdir(folder);
    try {
      expect((await pageOf(table2)) === page).toBe(true);
    } finally {
      process.chdir(here);
    }
  });

  it('asks for nothing: no address but those of result files, and in namespaces', () => {
    const addresses = [...page.matchAll(/\b(?:src|href|action|poster)="([^"]*)"/g)];
    for (const [, address] of addresses) {
      expect(address).toMatch(
        /^(#[a-z0-9-]+|data:,|table2\/demo\/[A-Za-z0-9]+-(warmup|none)-s\d\.json)$/,
      );
    }
    expect(page).not.toMatch(/@import|url\((?!#)/);
    expect(page).toContain(`content="default-src &#39;none&#39;; script-src &#39;sha256-`);
  });

  it('names every element once', () => {
    const identifiers = [...page.matchAll(/\bid="([^"]*)"/g)].map(([, name]) => name);
    expect(identifiers.length).toBeGreaterThan(50);
    expect(new Set(identifiers).size).toBe(identifiers.length);
    const dialogs = page.match(/<dialog /g)!;
    const cells = new Set(table2.results.map(({ cell }) => JSON.stringify(cell)));
    expect(dialogs).toHaveLength(cells.size);
    for (const [, target] of page.matchAll(/popovertarget="([^"]*)"/g)) {
      expect(identifiers).toContain(target);
    }
  });

  it('has each verdict, the protocol in words, and how to do a cell again', () => {
    expect(page.match(/<li><span class="verdict /g)).toHaveLength(table2.report.claims.length);
    expect(page).toContain('A Transformer with 2 + 2 layers of width 64');
    expect(page).toContain(
      'npx sublinear run experiments/table2.yaml \\\n  --protocol configs/protocols/demo.yaml \\\n' +
        '  --only A --arms none --seeds 1,2,3 \\\n  --results again/results',
    );
  });

  it('says where there is no protocol to do a cell again under', async () => {
    const shown = await pageOf({ ...table2, protocol: 'gone' });
    expect(shown).toContain(
      'There is no <code>configs/protocols/gone.yaml</code> to run this under',
    );
    expect(shown).not.toContain('npx sublinear run');
  });

  it('answers what the paper leaves open in words of its own', async () => {
    const { report } = table2;
    const claims = report.claims.map((claim) => ({ ...claim, question: 'Does it matter?' }));
    const shown = await pageOf({ ...table2, report: { ...report, claims } });
    expect(shown).toContain('<h4>Does it matter?</h4>');
    expect(shown).toMatch(/<span class="verdict reproduced">holds: \d+<\/span>/);
    expect(shown).not.toContain('reproduced: ');
    expect(shown).toContain('<li><span class="verdict reproduced">holds</span>');
    expect(shown).not.toContain('<li><span class="verdict reproduced">reproduced</span>');
  });

  it('has headings without the paper where it has no number', async () => {
    expect(page).toContain('<h3>The paper’s numbers beside ours</h3>');
    const root = join(folder, 'own');
    const selected = { rows: ['SGD'], seeds: [1], protocol: INVENTED_PROTOCOL };
    finishAll(root, planExperiment('experiments/zoo.yaml', selected));
    const shown = await pageOf(reportedExperiment(root, 'experiments/zoo.yaml', INVENTED_PROTOCOL));
    expect(shown).toContain('<h3>Our numbers</h3>');
    expect(shown).toContain('Source: our own comparison; no paper has these cells.');
    expect(shown).not.toMatch(/the paper’s numbers|the same source/i);
  });

  it('names arms as they are called, and has minus signs in numbers only', () => {
    expect(page).toContain('no warm-up');
    expect(page).not.toMatch(/[a-z]−[a-z]/);
  });

  it('shows every trial, and where BLEU would have chosen otherwise', async () => {
    const tuned = inventTuned(join(folder, 'tuned'), 'SGD', [
      { logPerplexity: 4, bleu: 3 },
      { logPerplexity: 3.5, bleu: 20.25 },
      { logPerplexity: 3, bleu: 10 },
      { logPerplexity: 3.25, bleu: 9 },
      { bleu: undefined },
    ]);
    const shown = await pageOf(tuned);
    expect(shown).toContain('<h3>What was tuned</h3>');
    const cells = [
      ...shown.matchAll(/<td(?: class="chosen")?>(?:<strong>)?(dev|diverged).*?<\/td>/g),
    ];
    expect(
      cells.map(([cell]) =>
        cell
          .replaceAll(/<[^>]*>/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      ),
    ).toEqual([
      'dev 4.000 3.0 BLEU at 2',
      'dev 3.500 20.3 BLEU at 6',
      'dev 3.000 10.0 BLEU at 20',
      'dev 3.250 9.0 BLEU at 60',
      'diverged at 200',
    ]);
    expect(cells.findIndex(([cell]) => cell.includes('chosen'))).toBe(2);
    expect(shown).toContain('SGD at ×0.3, by 10.3 BLEU (20.3 against 10.0)');
    expect(shown).toContain('What a wrong number costs');
    expect(page).not.toContain('What was tuned');
  });

  it('places the paper’s differences in proportion to the best row of its own table', async () => {
    const { report } = table2;
    const places = (text: string) =>
      [...text.matchAll(/<path class="paper" d="M([\d.]+),/g)].map(([, x]) => Number(x));
    const times = (factor: number) => {
      const scaled = (value: number | undefined) => value && factor * value;
      return {
        ...report,
        rows: report.rows.map((row) => ({
          ...row,
          cells: Object.fromEntries(
            Object.entries(row.cells).map(([arm, cell]) => [
              arm,
              typeof cell.paper === 'number' ? { ...cell, paper: factor * cell.paper } : cell,
            ]),
          ),
        })),
        claims: report.claims.map((claim) => ({ ...claim, paper: scaled(claim.paper) })),
      };
    };
    const before = places(page);
    expect(new Set(before).size).toBeGreaterThan(3);
    // Were the paper's test set twice as easy, nothing would be another.
    expect(places(await pageOf({ ...table2, report: times(2) }))).toEqual(before);
  });

  it('says why a run was given up', async () => {
    const results = table2.results.map((result) =>
      result.status === 'diverged'
        ? { ...result, training: { ...result.training, divergence: { cause: 'dev' as const } } }
        : result,
    );
    const shown = await pageOf({ ...table2, results });
    expect(shown).toMatch(/diverged at step \d+: the dev log-perplexity is no finite number/);
  });

  it('shows what files say as text', async () => {
    const { experiment, report } = table2;
    const evil = '</script><img src="x" onerror="alert(1)">';
    const rows = { ...experiment.rows, A: { ...experiment.rows.A!, label: evil } };
    const shown = await pageOf({
      ...table2,
      experiment: { ...experiment, title: evil, source: evil, rows },
      report: {
        ...report,
        title: evil,
        rows: report.rows.map((row) => (row.row === 'A' ? { ...row, label: evil } : row)),
        claims: report.claims.map((claim) => ({ ...claim, claim: evil })),
      },
    });
    expect(shown).not.toContain('<img');
    expect(shown.match(/<\/script>/g)).toHaveLength(page.match(/<\/script>/g)!.length);
    expect(shown).toContain('&lt;/script&gt;&lt;img src=&quot;x&quot;');
  });
});

it('shows the rows first that claims are about', () => {
  const run = new Set(['A', 'B', 'H', 'O', 'Q6']);
  expect(rowsToShowFirst(table2.experiment, run)).toEqual(['A', 'B', 'H', 'O', 'Q6']);
  const all = new Set(Object.keys(table2.experiment.rows));
  const first = rowsToShowFirst(table2.experiment, all);
  expect(first).toHaveLength(7);
  expect(first).toEqual(expect.arrayContaining(['A', 'H', 'O']));
});

it('results/report.html is what the results give, byte for byte', async () => {
  const path = 'results/report.html';
  const text = await reportPage(allReportedExperiments('results', 'experiments'), 'results', path);
  const same = existsSync(path) && readFileSync(path, 'utf8') === text;
  expect(same, `${path} is out of date; run \`make report\``).toBe(true);
});
