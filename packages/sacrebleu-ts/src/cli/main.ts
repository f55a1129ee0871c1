import type { Readable, Writable } from 'node:stream';
import { bleu } from '../bleu.ts';
import { chrf } from '../chrf.ts';
import { createScoreStream, createStatisticsCollector, type SegmentSink } from '../corpus.ts';
import { InputError } from '../input-error.ts';
import type { Metric } from '../metric.ts';
import { scoreWithConfidence } from '../significance/bootstrap.ts';
import { pairedBootstrap, pairedRandomization } from '../significance/paired-tests.ts';
import { ter } from '../ter.ts';
import {
  type Arguments,
  isPaired,
  METRIC_NAMES,
  type MetricName,
  parseArguments,
  type Resampling,
} from './arguments.ts';
import { formatLine, type ReportedScore, reportSystem, reportSystems } from './report.ts';
import { readSegments, type Segments } from './segments.ts';
import { watchForTokenizedText } from './tokenized-text.ts';

export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Exit codes of the command: what was given could be scored, or not. */
const SUCCESS = 0;
const BAD_INPUT = 2;

/**
 * The command `sacrebleu-ts`.
 * @param words the command line behind the command's name
 * @returns the exit code: 0, or 2 with a message on standard error for bad arguments or input
 */
export async function main(words: readonly string[], streams: Streams): Promise<number> {
  try {
    const options = parseArguments(words, (text) => streams.stdout.write(`${text}\n`));
    if (options) await run(options, streams);
    return SUCCESS;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    streams.stderr.write(`sacrebleu-ts: ${error.message}\n`);
    return BAD_INPUT;
  }
}

async function run(options: Arguments, { stdin, stdout, stderr }: Streams): Promise<void> {
  const warn = (message: string) => stderr.write(`sacrebleu-ts: ${message}\n`);
  for (const warning of options.warnings) warn(warning);
  const read = await readSegments(options, stdin);
  const watched = options.metrics.includes('bleu') && !options.force && !options.sentenceLevel;
  const segments = watched ? { ...read, lines: watchForTokenizedText(read.lines, warn) } : read;
  const { resampling } = options;
  const systemCount = segments.systemNames.length;
  const paired = isPaired(resampling);
  if (paired && systemCount === 1) {
    throw new InputError(`--${resampling.kind} compares systems; give two or more to -i.`);
  }
  if (!paired && resampling && systemCount > 1) {
    throw new InputError(
      `--confidence is for one system, but there are ${systemCount}; use --paired-bs.`,
    );
  }
  if (options.sentenceLevel) {
    if (systemCount > 1 || options.metrics.length > 1 || resampling) {
      throw new InputError(
        '--sentence-level takes one system, one metric and no significance test.',
      );
    }
    await scoreSentences(segments, options, stdout);
    return;
  }

  // sacreBLEU sorts the metrics but for paired tests.
  const names = paired
    ? options.metrics
    : METRIC_NAMES.filter((name) => options.metrics.includes(name));
  const metrics = names.map((name) => METRICS[name](options));
  // One list of scores for each metric, with an entry for each system.
  const results = resampling
    ? await scoreResampled(metrics, segments, resampling, options.seed)
    : await score(metrics, segments);
  const report =
    systemCount === 1
      ? reportSystem(
          results.map(([only]) => only!.score),
          options,
        )
      : reportSystems(
          segments.systemNames.map((name, system) => ({
            name,
            scores: results.map((scores) => scores[system]!),
          })),
          resampling,
          options,
        );
  stdout.write(`${report}\n`);
}

const METRICS: Readonly<Record<MetricName, (options: Arguments) => Metric>> = {
  bleu: (options) => bleu(options.bleu),
  chrf: (options) => chrf(options.chrf),
  ter: (options) => ter(options.ter),
};

async function scoreSentences(
  segments: Segments,
  options: Arguments,
  stdout: Writable,
): Promise<void> {
  const metric = METRICS[options.metrics[0]!](options);
  for await (const { hypotheses, references } of segments.lines) {
    const stream = createScoreStream(metric, 1);
    stream.add(hypotheses, references);
    stdout.write(`${formatLine(stream.finish()[0]!, options)}\n`);
  }
}

async function score(metrics: readonly Metric[], segments: Segments): Promise<ReportedScore[][]> {
  const finished = await feed(segments, metrics, createScoreStream);
  return finished.map((scores) => scores.map((score) => ({ score })));
}

async function scoreResampled(
  metrics: readonly Metric[],
  segments: Segments,
  { kind, samples }: Resampling,
  seed: number,
): Promise<ReportedScore[][]> {
  const statistics = await feed(segments, metrics, createStatisticsCollector);
  const resample = {
    confidence: (metric: Metric, systems: (typeof statistics)[number]) =>
      systems.map((system) => ({ score: scoreWithConfidence(metric, system, { samples, seed }) })),
    'paired-bs': (metric: Metric, systems: (typeof statistics)[number]) =>
      pairedBootstrap(metric, systems, { samples, seed }),
    'paired-ar': (metric: Metric, systems: (typeof statistics)[number]) =>
      pairedRandomization(metric, systems, { samples, seed }),
  }[kind];
  return metrics.map((metric, i) => resample(metric, statistics[i]!));
}

/** Hands every segment to a sink for each metric. */
async function feed<R>(
  { lines, systemNames }: Segments,
  metrics: readonly Metric[],
  createSink: (metric: Metric, systemCount: number) => SegmentSink<R>,
): Promise<R[][]> {
  const sinks = metrics.map((metric) => createSink(metric, systemNames.length));
  for await (const { hypotheses, references } of lines) {
    for (const sink of sinks) sink.add(hypotheses, references);
  }
  return sinks.map((sink) => sink.finish());
}
