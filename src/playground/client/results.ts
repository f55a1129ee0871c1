import prettyBytes from 'pretty-bytes';
import { make } from '../../report/page/client/element.ts';
import type { ShownSentence } from '../messages.ts';
import type { RunState } from '../run-state.ts';
import { type ShownRun, verdict } from '../verdict.ts';
import { type Curve, drawChart } from './chart.ts';
import { find, hued } from './element.ts';

/** One side of the page, with its colour. */
type ShownSide = ShownRun & Pick<Curve, 'hue' | 'dashed'>;

export type Results = {
  readonly sides: readonly [ShownSide, ShownSide];
  readonly steps: number;
  /** What is translated. */
  readonly sentences: readonly ShownSentence[];
};

/** A loss that is worse than the first by this factor leaves the chart. */
const CEILING = 1.5;

function curves({ sides }: Results, pick: 'losses' | 'updates'): Curve[] {
  return sides.map(({ label, hue, dashed, run }) => ({
    label,
    hue,
    dashed,
    points: run[pick],
    broken: run.status === 'diverged',
  }));
}

function showCharts(results: Results): void {
  const { sides, steps } = results;
  const firsts = sides.flatMap(({ run }) => run.losses.slice(0, 1).map(({ value }) => value));
  const ceiling = Math.max(...firsts.filter(Number.isFinite)) * CEILING;
  const losses = find<HTMLElement>('#losses .plot');
  drawChart(losses, curves(results, 'losses'), {
    height: 250,
    steps,
    logarithmic: false,
    ceiling: ceiling > 0 ? ceiling : undefined,
  });
  const updates = find<HTMLElement>('#updates .plot');
  drawChart(updates, curves(results, 'updates'), { height: 170, steps, logarithmic: true });
}

function showMemory({ sides }: Results): void {
  const sizes = sides.flatMap(({ size }) => (size === undefined ? [] : [size]));
  const parameterBytes = sizes[0]?.parameterBytes;
  if (parameterBytes === undefined) {
    find('#memory dl').replaceChildren();
    return;
  }
  const largest = Math.max(parameterBytes, ...sizes.map(({ stateBytes }) => stateBytes));
  const bar = (label: string, bytes: number, hue: string) => {
    const style = `${hued(hue)}; width: ${(100 * bytes) / largest}%`;
    const fill = make('span', { class: 'bar', style });
    return [
      make('dt', {}, label),
      make('dd', {}, make('span', { class: 'track' }, fill), make('span', {}, prettyBytes(bytes))),
    ];
  };
  const rows = sides.flatMap(({ label, hue, size }) =>
    size === undefined ? [] : bar(label, size.stateBytes, hue),
  );
  find('#memory dl').replaceChildren(...rows, ...bar('parameters', parameterBytes, 'line'));
}

const STATUS: Readonly<Record<RunState['status'], string>> = {
  idle: 'not trained yet',
  running: 'training',
  interrupted: 'stopped',
  completed: 'finished',
  diverged: 'diverged',
  failed: 'cannot go on',
};

function statusOf({ status, step, losses, tokensPerSecond }: RunState, steps: number): string {
  const loss = losses.at(-1)?.value;
  const parts = [
    STATUS[status],
    ...(status === 'idle' ? [] : [`step ${step} of ${steps}`]),
    ...(loss === undefined
      ? []
      : [`loss ${Number.isFinite(loss) ? loss.toFixed(2) : 'no number'}`]),
    ...(status === 'running' && tokensPerSecond !== undefined
      ? [`${Math.round(tokensPerSecond).toLocaleString('en')} tokens/s`]
      : []),
  ];
  return parts.join(' · ');
}

const german = (text: string, attributes: Readonly<Record<string, string>> = {}) =>
  make('span', { lang: 'de', ...attributes }, text);

/** A translation: nothing at all is one too. */
const translated = (text: string | undefined): HTMLElement =>
  text === undefined || text === ''
    ? make('span', { class: 'empty' }, text === undefined ? 'not translated yet' : 'nothing')
    : german(text, { class: 'translation' });

function showRun(side: number, { label, hue, run }: ShownSide, results: Results): void {
  const card = find<HTMLElement>(`.run[data-side="${side}"]`);
  card.setAttribute('style', hued(hue));
  find('h3', card).textContent = label;
  find('.status', card).textContent = statusOf(run, results.steps);
  const last = run.dev.at(-1);
  const items = results.sentences.map(({ source, reference }, i) =>
    make(
      'li',
      {},
      make('span', { class: 'source' }, source),
      translated(last?.translations[i]),
      make('span', { class: 'reference' }, 'reference: ', german(reference)),
    ),
  );
  find('.translations', card).replaceChildren(...items);
  const history = run.dev.map(({ step, translations }) =>
    make('li', {}, make('span', { class: 'step' }, `step ${step}`), translated(translations[0])),
  );
  find('.history', card).replaceChildren(...history);
}

function showNumbers({ sides }: Results): void {
  const steps = [...new Set(sides.flatMap(({ run }) => run.losses.map(({ step }) => step)))];
  const at = sides.map(({ run }) => new Map(run.losses.map(({ step, value }) => [step, value])));
  const head = make(
    'tr',
    {},
    make('th', { scope: 'col' }, 'step'),
    ...sides.map(({ label }) => make('th', { scope: 'col' }, label)),
  );
  const rows = steps
    .sort((a, b) => a - b)
    .map((step) =>
      make(
        'tr',
        {},
        make('th', { scope: 'row' }, String(step)),
        ...at.map((losses) => make('td', {}, losses.get(step)?.toFixed(4) ?? '')),
      ),
    );
  const table = make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows));
  find('#numbers .scroll').replaceChildren(table);
}

/** What was said last: a screen reader is not told the same twice. */
let said = '';

function showVerdict({ sides }: Results): void {
  const started = sides.some(({ run }) => run.status !== 'idle');
  const sentences = verdict(...sides);
  const text = started ? sentences : ['Nothing has been trained yet.', ...sentences];
  if (text.join(' ') === said) return;
  said = text.join(' ');
  find('#verdict').replaceChildren(...text.map((sentence) => make('p', {}, sentence)));
}

/** Shows the state of both runs. */
export function showResults(results: Results): void {
  showVerdict(results);
  showCharts(results);
  showMemory(results);
  for (const [side, shown] of results.sides.entries()) showRun(side, shown, results);
  if (find<HTMLDetailsElement>('#numbers').open) showNumbers(results);
}
