import { UserError } from '../errors.ts';
import type { Experiment, PaperCell } from '../experiment/definition.ts';
import type { RunResult } from '../results/result.ts';

/** One cell of a table: the paper's number and what our runs gave. */
export type CellSummary = {
  /** What the paper has, where it has this cell. */
  readonly paper: PaperCell | undefined;
  /** BLEU of each of our runs that completed. */
  readonly bleu: readonly number[];
  /** Final log-perplexity of the development set of each run that completed, nats a token. */
  readonly logPerplexity: readonly number[];
  readonly diverged: number;
};

export type RowSummary = {
  readonly row: string;
  readonly label: string;
  /** By arm. */
  readonly cells: Readonly<Record<string, CellSummary>>;
};

/** What our runs say about a comparison that the paper draws. */
export type ClaimSummary = {
  readonly claim: string;
  /** BLEU of the first cell minus the second's, in the paper; undefined where it has no number. */
  readonly paper: number | undefined;
  /** The same of ours, of means over seeds; undefined where a cell has no score. */
  readonly ours: number | undefined;
};

export type ExperimentSummary = {
  readonly title: string;
  readonly source: string;
  readonly arms: readonly { readonly name: string; readonly label: string }[];
  readonly rows: readonly RowSummary[];
  readonly claims: readonly ClaimSummary[];
};

export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Refuses results that do not belong in one table: another protocol, or other data. */
function requireComparable(results: readonly RunResult[]): void {
  const kinds = results.map(({ config, provenance }) => ({
    protocol: config.protocol,
    testChecksum: provenance.data.checksums.test,
  }));
  const first = kinds[0];
  const other = kinds.find(
    (kind) => kind.protocol !== first?.protocol || kind.testChecksum !== first.testChecksum,
  );
  if (other === undefined) return;
  throw new UserError(
    `results of two kinds cannot share a table: one has ${JSON.stringify(first)}, ` +
      `another ${JSON.stringify(other)}`,
  );
}

function summariseCell(results: readonly RunResult[], paper: PaperCell | undefined): CellSummary {
  const completed = results.filter(({ status }) => status === 'completed');
  return {
    paper,
    bleu: completed.flatMap(({ test }) => (test === undefined ? [] : [test.bleu.score])),
    logPerplexity: completed.flatMap(({ dev }) => dev.slice(-1).map((last) => last.logPerplexity)),
    diverged: results.length - completed.length,
  };
}

function difference(
  higher: PaperCell | undefined,
  lower: PaperCell | undefined,
): number | undefined {
  return typeof higher === 'number' && typeof lower === 'number' ? higher - lower : undefined;
}

/**
 * Puts the results of an experiment into the shape of its table.
 *
 * @param results of any cells and seeds of this experiment, all under one protocol
 */
export function summarise(
  experiment: Experiment,
  results: readonly RunResult[],
): ExperimentSummary {
  requireComparable(results);
  const arms = Object.entries(experiment.arms).map(([name, { label }]) => ({ name, label }));
  const rows = Object.entries(experiment.rows).map(([row, { label, paper }]) => ({
    row,
    label,
    cells: Object.fromEntries(
      arms.map(({ name }) => {
        const own = results.filter(({ cell }) => cell?.row === row && cell.arm === name);
        return [name, summariseCell(own, paper?.[name])];
      }),
    ),
  }));
  const cellOf = ({ row, arm }: { row: string; arm: string }) =>
    rows.find((candidate) => candidate.row === row)!.cells[arm]!;
  const claims = experiment.claims.map(({ claim, higher, lower }) => ({
    claim,
    paper: difference(cellOf(higher).paper, cellOf(lower).paper),
    ours: difference(mean(cellOf(higher).bleu), mean(cellOf(lower).bleu)),
  }));
  return { title: experiment.title, source: experiment.source, arms, rows, claims };
}
