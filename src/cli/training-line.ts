import cliProgress, { type Options, type Params } from 'cli-progress';
import type { TrainingStatus } from '../train/status.ts';

/** The widest that a bar gets. */
const BAR = 30;
/** A narrower one shows nothing. */
const NARROWEST_BAR = 5;

/** What one line shows beside its bar. */
export type LinePayload = { readonly name?: string; readonly status: TrainingStatus };

const thousands = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A time to come, or nothing where it cannot be told yet. */
function timeLeft(seconds: unknown, options: Options): string[] {
  if (typeof seconds !== 'number') return [];
  return [`${cliProgress.Format.TimeFormat(seconds, options, 5)} left`];
}

/**
 * The live line of a run in training: step, loss, perplexity of the development set, speed and time
 * left. The bar takes what room is left; without room there is none.
 */
export function trainingLine(options: Options, params: Params, payload: LinePayload): string {
  const { name, status } = payload;
  const { loss, logPerplexity, bleu, tokensPerSecond, phase } = status;
  // Before the first step nobody has said how many there are.
  if (status.steps === 0) return [name, phase].filter((part) => part !== undefined).join('  ');
  const start = `${name === undefined ? 'step' : name} ${params.value}/${params.total}`;
  const rest = [
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
    ...(logPerplexity === undefined
      ? []
      : [`dev perplexity ${Math.exp(logPerplexity).toPrecision(4)}`]),
    ...(bleu === undefined ? [] : [`dev BLEU ${bleu.toFixed(1)}`]),
    ...(tokensPerSecond === undefined ? [] : [`${thousands.format(tokensPerSecond)} tokens/s`]),
    ...(phase === undefined ? timeLeft(params.eta, options) : [phase]),
  ].join('  ');
  const room = params.maxWidth - start.length - rest.length - '[]'.length - 3;
  const width = Math.min(BAR, room);
  if (width < NARROWEST_BAR) return `${start}  ${rest}`;
  const done = Math.round(width * params.progress);
  return `${start} [${'='.repeat(done)}${'-'.repeat(width - done)}] ${rest}`;
}
