/** How numbers of a report are written, whatever the table's format. */
import type { PaperCell } from '../../experiment/schema.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import type { CellReport, RowReport } from '../stats/cells.ts';
import type { ClaimReport } from '../stats/claims.ts';
import { SCORE_KINDS, type ScoreName } from '../stats/scores.ts';
import type { Spread } from '../stats/spread.ts';
import type { Interval } from '../stats/verdict.ts';
import type { Settings } from './settings.ts';

export const DASH = '–';

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

export const mebibytes = (bytes: number): string => whole(bytes / 2 ** 20);

export function paperText(paper: PaperCell | undefined): string {
  return typeof paper === 'number' ? paper.toFixed(1) : (paper ?? DASH);
}

/** The mean; of several runs with the standard deviation and their number. */
export function spreadText(spread: Spread, digits: number): string {
  const { mean, standardDeviation, n } = spread;
  const average = decimal(mean, digits);
  if (standardDeviation === undefined) return average;
  return `${average} ± ${standardDeviation.toFixed(digits)} (n ${n})`;
}

/** What the completed runs of a cell gave, and how many diverged. */
export function measuredText(
  { diverged, runs }: CellReport,
  spread: Spread | undefined,
  digits: number,
): string {
  if (runs.length === 0) return DASH;
  if (diverged === runs.length) return 'diverged';
  const text = spread === undefined ? DASH : spreadText(spread, digits);
  return diverged === 0 ? text : `${text}, ${diverged} of ${runs.length} diverged`;
}

/** `part` of a whole, in percent. */
export const percent = (part: number): string => `${Math.round(100 * part)}%`;

export function intervalText({ low, high }: Interval, digits: number): string {
  return `${signed(low, digits)} to ${signed(high, digits)}`;
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

/** A column of a table, for each cell of a row. */
export type CellColumn = { readonly title: string; readonly text: (cell: CellReport) => string };

/** The titles of `columns` for each arm. */
export function armTitles(
  arms: ExperimentReport['arms'],
  columns: (arm: string) => readonly CellColumn[],
): string[] {
  return arms.flatMap(({ name, label }) => columns(name).map(({ title }) => `${label}: ${title}`));
}

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

/** What the width rule adds to the rate multiplier; nothing where there is none. */
function widthRuleText({ widthRule, dModel }: Settings): string {
  if (widthRule === undefined) return '';
  const rule = widthRule.rule.replace('dModel', String(dModel));
  return `, absolute step sizes × ${rule} = ${Number(widthRule.factor.toPrecision(3))} more`;
}

/** What the runs of a table have in common, in a sentence. */
export function settingsText(protocol: string, settings: Settings | undefined): string {
  if (settings === undefined) return `Ours: protocol ${protocol}; no run has a result yet.`;
  const { layers, seeds } = settings;
  return (
    `Ours: protocol ${protocol}; data ${settings.data} (${whole(settings.trainingPairs)} training ` +
    `pairs, ${whole(settings.testSentences)} test sentences); Transformer ` +
    `${layers.encoder}+${layers.decoder} layers, d ${settings.dModel}, ` +
    `${list(settings.parameters.map(whole))} parameters; ${list(settings.steps.map(whole))} steps of ` +
    `about ${list(settings.batchTokens.map(whole))} tokens a side; rate multiplier ` +
    `${list(settings.rateMultipliers)}${widthRuleText(settings)}; ${seeds.length === 1 ? 'seed' : 'seeds'} ${list(seeds)}.`
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

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in the unit that suits them, with three digits at most: `84 kB`, `11.5 MB`. */
export function bytesText(bytes: number): string {
  const power = bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0;
  const unit = Math.min(UNITS.length - 1, Math.max(0, power));
  return `${Number((bytes / 1000 ** unit).toPrecision(3))} ${UNITS[unit]}`;
}
