import { formatFixed } from '../format-number.ts';
import { formatConfidence, type Score } from '../metric.ts';
import type { Arguments, Resampling } from './arguments.ts';
import { formatPythonJson, type PythonJson } from './python-json.ts';
import { formatTable } from './table.ts';

/** One metric's score of a system and, in a paired test, its p-value but for the baseline. */
export interface ReportedScore {
  readonly score: Score;
  readonly pValue?: number;
}

/** The scores of one system, in the order of the metrics. */
export interface SystemReport {
  readonly name: string;
  readonly scores: readonly ReportedScore[];
}

/** Differences with a higher p-value are put down to chance. */
const SIGNIFICANCE_THRESHOLD = 0.05;

type Layout = Pick<Arguments, 'format' | 'width' | 'scoreOnly' | 'shortSignature'>;

/** What the command prints for a single system. */
export function reportSystem(scores: readonly Score[], layout: Layout): string {
  if (layout.format === 'text')
    return alignScores(scores.map((score) => formatLine(score, layout)));
  const objects = scores.map((score) =>
    layout.scoreOnly
      ? formatLine(score, layout)
      : formatPythonJson(describeScore(score, layout.width), { indent: 1, ensureAscii: false }),
  );
  return objects.length === 1 ? objects[0]! : `[\n${objects.join(',\n')}\n]`;
}

/** One line of text for one score. */
export function formatLine(
  score: Score,
  { width, scoreOnly, shortSignature }: Omit<Layout, 'format'>,
): string {
  return score.format({ width, scoreOnly, signature: shortSignature ? 'short' : 'full' });
}

/** What the command prints for several systems. */
export function reportSystems(
  systems: readonly SystemReport[],
  resampling: Resampling | undefined,
  layout: Layout,
): string {
  if (layout.format === 'json') {
    const objects = systems.map(({ name, scores }) => ({
      system: name,
      ...Object.fromEntries(
        scores.map((reported) => [
          reported.score.name,
          resampling ? describeTest(reported) : formatCell(reported, layout.width),
        ]),
      ),
    }));
    return formatPythonJson(objects, { indent: 4, ensureAscii: true });
  }
  const metrics = systems[0]!.scores.map(({ score }) => score);
  const header = [
    'System',
    ...metrics.map((score) => (score.confidence ? `${score.name} (μ ± 95% CI)` : score.name)),
  ];
  const rows = systems.map(({ name, scores }) => [
    name,
    ...scores.map((reported) => formatCell(reported, layout.width)),
  ]);
  return [
    formatTable(header, rows),
    '',
    ...(resampling ? [explainTest(resampling, systems[0]!.name), ''] : []),
    heading('Metric signatures'),
    ...metrics.map(
      (score) =>
        ` - ${score.name.padEnd(10)} ${layout.shortSignature ? score.shortSignature : score.signature}`,
    ),
  ].join('\n');
}

/** Lines up the `=` of the lines, which share no other. */
function alignScores(lines: readonly string[]): string {
  const column = Math.max(...lines.map((line) => line.indexOf('=')));
  return lines
    .map((line) => (line.includes('=') ? ' '.repeat(column - line.indexOf('=')) : '') + line)
    .join('\n');
}

function describeScore(score: Score, width: number): PythonJson {
  const round = (value: number) => Number(formatFixed(value, width));
  const { confidence } = score;
  return {
    name: score.name,
    score: round(score.score),
    signature: score.signature,
    ...(confidence &&
      confidence.mean > 0 && {
        confidence_mean: round(confidence.mean),
        confidence_var: round(confidence.halfWidth),
        confidence: formatConfidence(confidence, width),
      }),
    ...(score.details && { verbose_score: score.details }),
    ...Object.fromEntries(score.signature.split('|').map((field) => field.split(':'))),
  };
}

function describeTest({ score, pValue }: ReportedScore): PythonJson {
  return {
    score: score.score,
    p_value: pValue ?? null,
    mean: score.confidence?.mean ?? null,
    ci: score.confidence?.halfWidth ?? null,
  };
}

function formatCell({ score, pValue }: ReportedScore, width: number): string {
  const number = formatFixed(score.score, width);
  const { confidence } = score;
  const interval = confidence
    ? ` (${formatFixed(confidence.mean, width)} ± ${formatFixed(confidence.halfWidth, width)})`
    : '';
  if (pValue === undefined) return number + interval;
  return `${number}${interval}\n(p = ${formatFixed(pValue, 4)})${pValue > SIGNIFICANCE_THRESHOLD ? '' : '*'}`;
}

function heading(text: string): string {
  const rule = '-'.repeat(text.length);
  return [rule, text, rule].join('\n');
}

/** sacreBLEU's words, so that the output is the one people know. */
function explainTest({ kind, samples }: Resampling, baseline: string): string {
  const bootstrap = kind === 'paired-bs';
  return [
    heading(
      bootstrap
        ? `Paired bootstrap resampling test with ${samples} resampling trials`
        : `Paired approximate randomization test with ${samples} trials`,
    ),
    ` - Each system is pairwise compared to ${baseline}.`,
    bootstrap
      ? '   Actual system score / bootstrap estimated true mean / 95% CI are provided for each metric.'
      : '   Actual system score is provided for each metric.',
    '',
    ' - Null hypothesis: the system and the baseline translations are essentially',
    '   generated by the same underlying process. For a given system and the baseline,',
    '   the p-value is roughly the probability of the absolute score difference (delta)',
    '   or higher occurring due to chance, under the assumption that the null hypothesis is correct.',
    '',
    ` - Assuming a significance threshold of ${SIGNIFICANCE_THRESHOLD}, the null hypothesis can be rejected`,
    `   for p-values < ${SIGNIFICANCE_THRESHOLD} (marked with "*"). This means that the delta is unlikely to be attributed`,
    '   to chance, hence the system is significantly "different" than the baseline.',
    '   Otherwise, the p-values are highlighted in red.',
    '',
    ' - NOTE: Significance does not tell whether a system is "better" than the baseline but rather',
    '   emphasizes the "difference" of the systems in terms of the replicability of the delta.',
  ].join('\n');
}
