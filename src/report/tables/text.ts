/** How numbers of a report are written, whatever the table's format. */
import { sort } from 'd3-array';
import type { PaperCell } from '../../experiment/schema.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import type { CellReport, RowReport, Spread } from '../stats/cells.ts';
import type { ClaimReport } from '../stats/claims.ts';
import type { Interval } from '../stats/paired-differences.ts';
import { SCORE_KINDS, SCORES, type ScoreName } from '../stats/scores.ts';
import type { SweepCurve, SweepPoint } from '../stats/sweep.ts';
import type { Settings } from './settings.ts';

export const DASH = '–';

/** `value` in words, or a dash where it is not known. */
export function orDash<T>(value: T | undefined, text: (value: T) => string): string {
  return value === undefined ? DASH : text(value);
}

/** Decimals in files: more than any number here is known to, and none of a library's last bits. */
const DECIMALS = 6;

/** `value` with every number in it rounded. */
export function roundNumbers<T>(value: T): T {
  const rounded = (part: unknown): unknown => {
    if (typeof part === 'number') return Number(part.toFixed(DECIMALS));
    if (Array.isArray(part)) return part.map(rounded);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, child]) => [key, rounded(child)]));
  };
  return rounded(value) as T;
}

const MINUS = '−';

/** `value` with a real minus sign. */
export function decimal(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** `value` with its sign, as a difference. */
export function signed(value: number, digits: number): string {
  const text = decimal(value, digits);
  return text.startsWith(MINUS) ? text : `+${text}`;
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en');

export function paperText(paper: PaperCell | undefined): string {
  return typeof paper === 'number' ? paper.toFixed(1) : (paper ?? DASH);
}

/** The mean; of several runs with the standard deviation and their number. */
export function spreadText(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) return DASH;
  const { mean, standardDeviation, n } = spread;
  const average = decimal(mean, digits);
  if (standardDeviation === undefined) return average;
  return `${average} ± ${standardDeviation.toFixed(digits)} (n ${n})`;
}

/** `text` of the completed runs of a cell, and how many diverged. */
export function besideDiverged(diverged: number, runs: number, text: string): string {
  if (runs === 0) return DASH;
  if (diverged === runs) return 'diverged';
  return diverged === 0 ? text : `${text}, ${diverged} of ${runs} diverged`;
}

/** A number of a cell's completed runs, and how many diverged. */
export function measuredText(
  { diverged, runs }: CellReport,
  spread: Spread | undefined,
  digits: number,
): string {
  return besideDiverged(diverged, runs.length, spreadText(spread, digits));
}

export const percent = (part: number): string => `${Math.round(100 * part)}%`;

/** An end of an interval, with as many more digits as its sign takes: −0.03, where −0.0 says nothing. */
function endText(value: number, digits: number): string {
  const isLost = value !== 0 && Number(value.toFixed(digits)) === 0 && digits < DECIMALS;
  return isLost ? endText(value, digits + 1) : signed(value, digits);
}

export function intervalText({ low, high }: Interval, digits: number): string {
  return `${endText(low, digits)} to ${endText(high, digits)}`;
}

/** The difference that a score shows of a claim, with its interval where there is one. */
export function evidenceText({ scores }: ClaimReport, name: ScoreName): string {
  const evidence = scores[name];
  if (evidence === undefined) return DASH;
  const { digits } = SCORE_KINDS[name];
  const { difference, interval } = evidence;
  const text = signed(difference, digits);
  return interval === undefined ? text : `${text} (${intervalText(interval, digits)})`;
}

/** The differences that there are, such as `BLEU +6.0 (+1.2 to +10.9)`. */
export function evidenceTexts(claim: ClaimReport): string[] {
  return SCORES.filter((name) => claim.scores[name] !== undefined).map(
    (name) => `${SCORE_KINDS[name].label} ${evidenceText(claim, name)}`,
  );
}

/** A column of a table, for each cell of a row. */
export type CellColumn = { readonly title: string; readonly text: (cell: CellReport) => string };

/** The texts of `columns` for each arm; nothing in an arm that the row is not run in. */
export function armTexts(
  arms: ExperimentReport['arms'],
  { cells }: RowReport,
  columns: (arm: string) => readonly CellColumn[],
): string[] {
  return arms.flatMap(({ name }) => {
    const cell = cells[name];
    return columns(name).map(({ text }) => (cell === undefined ? '' : text(cell)));
  });
}

/** The label of an arm, or its name where there is none. */
export function armLabel({ arms }: Pick<ExperimentReport, 'arms'>, arm: string): string {
  return arms.find(({ name }) => name === arm)?.label ?? arm;
}

/**
 * The largest tolerated value of a sweep, which may be larger still at the end of the sweep, and while
 * larger values are not run; a dash where it is not known yet.
 */
export function toleratedText({ tolerated, isLeast, isPartial }: SweepCurve): string {
  if (tolerated === undefined) return isPartial ? DASH : 'none';
  return `${isLeast ? '≥ ' : ''}${tolerated}${isPartial ? ' so far' : ''}`;
}

/** A number of a sweep's point, and how many of its runs diverged. */
export function pointText(
  { diverged, runs }: SweepPoint,
  spread: Spread | undefined,
  digits: number,
): string {
  return besideDiverged(diverged, runs, spreadText(spread, digits));
}

/** The arms that the paper has numbers in. */
export function paperArms({ arms, rows }: ExperimentReport): string[] {
  const has = (arm: string) => rows.some(({ cells }) => cells[arm]?.paper !== undefined);
  return arms.map(({ name }) => name).filter(has);
}

/** When a cell reached the target, and of how many of its runs this is known. */
export function targetText({ runs }: CellReport, spread: Spread | undefined): string {
  if (runs.length === 0) return DASH;
  if (runs.every(({ toTarget }) => toTarget === undefined)) return 'not reached';
  if (spread === undefined) return DASH;
  const part = spread.n === runs.length ? '' : ` (${spread.n} of ${runs.length})`;
  return `${whole(spread.mean)}${part}`;
}

const list = (values: readonly (number | string)[]): string => values.join(', ');

export const seedCount = (seeds: number): string => `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;

/** Seeds in words, such as `seed 1` or `seeds 1, 2, 3`. */
export function seedsText(seeds: readonly number[]): string {
  const distinct = sort(new Set(seeds));
  return `${distinct.length === 1 ? 'seed' : 'seeds'} ${list(distinct)}`;
}

/** What the width rule adds to the rate multiplier; nothing where there is none. */
function widthRuleText({ widthRule, dModel }: Settings): string {
  if (widthRule === undefined) return '';
  const rule = widthRule.rule.replace('dModel', String(dModel));
  return `, absolute step sizes × ${rule} = ${Number(widthRule.factor.toPrecision(3))} more`;
}

/** What the runs of a table have in common, in a sentence. */
export function settingsText(protocol: string, settings: Settings | undefined): string {
  if (settings === undefined) return `Ours: protocol ${protocol}; no run has a result yet.`;
  const { layers } = settings;
  return (
    `Ours: protocol ${protocol}; data ${settings.data} (${whole(settings.trainingPairs)} training ` +
    `pairs, ${whole(settings.testSentences)} test sentences); Transformer ` +
    `${layers.encoder}+${layers.decoder} layers, d ${settings.dModel}, ` +
    `${list(settings.parameters.map(whole))} parameters; ${list(settings.steps.map(whole))} steps of ` +
    `about ${list(settings.batchTokens.map(whole))} tokens a side; rate multiplier ` +
    `${list(settings.rateMultipliers)}${widthRuleText(settings)}; ${seedsText(settings.seeds)}.`
  );
}

/** Where the runs of a table were done, and with what. */
export function machineText({ devices, libraries, commits, nativeOn }: Settings): string {
  const native =
    nativeOn.length === 0
      ? ''
      : ` Native numerics (${list(nativeOn)}): the last bits are those of this machine.`;
  return `Machine: ${list(devices)}; ${list(libraries)}; code ${list(commits)}.${native}`;
}
