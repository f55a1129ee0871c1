import type { OptimizerConfig } from 'sublinear-optim';
import { readAddress, writeAddress } from '../address.ts';
import type { Device, Reply, ShownSentence, StateSize } from '../messages.ts';
import { afterReply, IDLE, isUnderWay, RUNNING, type RunState } from '../run-state.ts';
import {
  type Choice,
  followsSchedule,
  labelOf,
  optimizerOf,
  runConfigOf,
  type Settings,
  type Setup,
} from '../setup.ts';
import { readControls, showControls } from './controls.ts';
import { showEditor } from './editor.ts';
import { copyText, find } from './element.ts';
import { type Lane, openLane } from './lane.ts';
import { showResults } from './results.ts';
import { openYaml } from './yaml-dialog.ts';

/*
 * The page: the choices, two workers, and the state of their runs. Everything shown follows from
 * these; whatever happens changes one of them and shows the rest again.
 */

type Pair<T> = [T, T];
const SIDES = [0, 1] as const;

const settings = JSON.parse(find('#settings').textContent!) as Settings;
const corpus = new URL(document.body.dataset.corpus!, document.baseURI).href;

let { setup, problems } = readAddress(location.hash, settings);
let lanes: Pair<Lane>;
let runs: Pair<RunState> = [IDLE, IDLE];
let devices: Pair<Device | undefined> = [undefined, undefined];
const sizes: Pair<StateSize | undefined> = [undefined, undefined];
const refusals: Pair<string | undefined> = [undefined, undefined];
let sentences: readonly ShownSentence[] = [];
/** The setup that the runs shown are of; another one has to train anew. */
let trained: Setup | undefined;

const button = (id: string): HTMLButtonElement => find(`#${id}`);

function showProblem(place: HTMLElement, text: string): void {
  place.hidden = text === '';
  if (place.textContent !== text) place.textContent = text;
}

/** The same name twice would tell nobody which. */
function labels({ optimizers: [left, right] }: Setup): Pair<string> {
  const names: Pair<string> = [labelOf(left, settings), labelOf(right, settings)];
  return names[0] === names[1] ? [`${names[0]} (left)`, `${names[1]} (right)`] : names;
}

const hueOf = (choice: Choice): string => (typeof choice === 'string' ? choice : 'hand');

function showAll(): void {
  const shown = trained ?? setup;
  const names = labels(shown);
  const [left, right] = shown.optimizers.map(hueOf) as Pair<string>;
  const sideOf = (side: 0 | 1) => ({
    label: names[side],
    hue: side === 0 ? left : right,
    dashed: side === 1 && left === right,
    run: runs[side],
    size: sizes[side],
  });
  showResults({ sides: [sideOf(0), sideOf(1)], steps: shown.steps, sentences });
  showActions();
}

function showActions(): void {
  const working = runs.some(isUnderWay);
  const ready = devices.every((device) => device !== undefined);
  const failed = runs.some(({ status }) => status === 'failed');
  for (const fields of document.querySelectorAll<HTMLFieldSetElement>('#setup fieldset')) {
    fields.disabled = working;
  }
  button('train').disabled = working || !ready || failed || refusals.some(Boolean);
  button('train').textContent = trained === undefined ? 'Train both' : 'Train both anew';
  button('train').hidden = working;
  button('stop').hidden = !working;
  const unchanged = trained !== undefined && writeAddress(trained) === writeAddress(setup);
  const stopped = runs.some(({ status }) => status === 'interrupted');
  button('resume').hidden = working || !stopped || !unchanged || failed;
  const reasons = runs.flatMap(({ message }, side) =>
    message === undefined
      ? []
      : [
          `The ${side === 0 ? 'left' : 'right'} run cannot go on: ${message}. Load the page again, or let it compute on something else.`,
        ],
  );
  showProblem(find('#problem'), [...problems, ...reasons].join(' '));
}

function showDevice(): void {
  const [device] = devices;
  if (device === undefined) return;
  const { backend, name, because } = device;
  const on = backend === 'webgpu' ? `the GPU ${name}` : `${name} (WebAssembly)`;
  find('#device').textContent =
    `Each run computes on ${on}${because === undefined ? '' : `: ${because}`}.`;
}

function hear(side: 0 | 1, reply: Exclude<Reply, { kind: 'checked' }>): void {
  if (reply.kind === 'ready') {
    devices[side] = reply.device;
    sentences = reply.shown;
    showDevice();
  }
  runs[side] = afterReply(runs[side], reply);
  // A step alone is told with the next loss; it would redraw the charts for nothing.
  if (reply.kind === 'step')
    find(`.run[data-side="${side}"] .status`).textContent =
      `training · step ${reply.step} of ${trained!.steps}`;
  else showAll();
}

/** What to know of a chain, which is valid, that no rate reaches; empty of all others. */
const unheardRate = (choice: Choice): string =>
  followsSchedule(optimizerOf(choice, settings))
    ? ''
    : 'No link scales by the schedule, so rate and warm-up change nothing, and steps are as large as the links make them.';

async function checkSides(): Promise<void> {
  const asked = setup;
  await Promise.all(
    SIDES.map(async (side) => {
      const answer = await lanes[side].check(runConfigOf(asked, side, settings));
      // The question was another one by now.
      if (asked !== setup) return;
      refusals[side] = 'problem' in answer ? answer.problem : undefined;
      // Those shown are of the runs shown.
      if (trained === undefined || trained === asked)
        sizes[side] = 'problem' in answer ? undefined : answer;
      const place = find<HTMLElement>(`.side[data-side="${side}"] .problem`);
      showProblem(place, refusals[side] ?? unheardRate(setup.optimizers[side]));
      showAll();
    }),
  );
}

function startLanes(): void {
  devices = [undefined, undefined];
  runs = [IDLE, IDLE];
  trained = undefined;
  find('#device').textContent = 'Getting ready …';
  const open = (side: 0 | 1) => openLane(setup.backend, corpus, (reply) => hear(side, reply));
  lanes = [open(0), open(1)];
}

/** Takes over another setup: from the controls, an editor, or the address. */
function change(next: Setup): void {
  const before = setup;
  setup = next;
  history.replaceState(null, '', `#${writeAddress(setup)}`);
  button('share').textContent = 'Copy the address';
  if (before.backend !== next.backend) {
    for (const lane of lanes) lane.close();
    startLanes();
  }
  showSetup();
  void checkSides();
  showAll();
}

/** The same, by the visitor's own hand: what the address said is no matter any more. */
function choose(next: Setup): void {
  problems = [];
  change(next);
}

function showSetup(): void {
  showControls(setup, settings);
  for (const side of SIDES) {
    const place = find<HTMLElement>(`.side[data-side="${side}"] .editor`);
    const edited = (optimizer: OptimizerConfig) => {
      const [left, right] = setup.optimizers;
      const optimizers = side === 0 ? ([optimizer, right] as const) : ([left, optimizer] as const);
      // Once the focus has moved on: its field is a new one then.
      setTimeout(() => {
        const focused = place.contains(document.activeElement) ? document.activeElement : null;
        const name = focused?.getAttribute('aria-label') ?? '';
        choose({ ...setup, optimizers });
        if (focused === null) return;
        const again = place.querySelector<HTMLElement>(`[aria-label="${CSS.escape(name)}"]`);
        (again ?? place.querySelector<HTMLElement>('input, select, button'))?.focus();
      });
    };
    showEditor(place, optimizerOf(setup.optimizers[side], settings), settings, edited);
  }
}

function train(): void {
  trained = setup;
  problems = [];
  runs = [RUNNING, RUNNING];
  // Before the workers are busy: the runs shown so far may have been of other optimisers.
  void checkSides();
  for (const side of SIDES) {
    lanes[side].send({ kind: 'train', config: runConfigOf(setup, side, settings) });
  }
  showAll();
  button('stop').focus({ preventScroll: true });
  if (matchMedia('(max-width: 60rem)').matches) find('#results').scrollIntoView();
}

function resume(): void {
  for (const side of SIDES) {
    if (runs[side].status !== 'interrupted') continue;
    runs[side] = { ...runs[side], status: 'running' };
    lanes[side].send({ kind: 'resume' });
  }
  showAll();
}

function copyAddress(): void {
  const told = (text: string) => {
    button('share').textContent = text;
  };
  history.replaceState(null, '', `#${writeAddress(setup)}`);
  copyText(location.href).then(
    () => told('Copied'),
    () => told('It is in the address bar'),
  );
}

/** Why this browser cannot train, if so. */
function obstacle(): string {
  const lacking = ['Worker', 'WebAssembly', 'DecompressionStream'].filter(
    (name) => !(name in globalThis),
  );
  return lacking.length === 0
    ? ''
    : `This browser is too old to train here: it has no ${lacking.join(' and no ')}.`;
}

function begin(): void {
  find('#unopened').remove();
  showSetup();
  const reason = obstacle();
  if (reason !== '') {
    find('#device').textContent = '';
    showProblem(find('#problem'), reason);
    return;
  }
  startLanes();
  showAll();
  void checkSides();
  find('#setup').addEventListener('submit', (event) => {
    event.preventDefault();
    train();
  });
  find('#setup').addEventListener('change', (event) => {
    const target = event.target as HTMLElement;
    if (target.closest('.editor') === null) choose(readControls(setup, settings));
  });
  find('#rate').addEventListener('input', () => choose(readControls(setup, settings)));
  button('stop').addEventListener('click', () => {
    for (const lane of lanes) lane.send({ kind: 'stop' });
  });
  button('resume').addEventListener('click', resume);
  button('share').addEventListener('click', copyAddress);
  button('yaml').addEventListener('click', () => {
    openYaml(
      labels(setup),
      SIDES.map((side) => runConfigOf(setup, side, settings)),
    );
  });
  find('#numbers').addEventListener('toggle', showAll);
  addEventListener('resize', showAll);
  addEventListener('hashchange', () => {
    if (runs.some(isUnderWay)) return;
    const read = readAddress(location.hash, settings);
    problems = read.problems;
    change(read.setup);
  });
}

begin();
