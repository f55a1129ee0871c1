import type { OptimizerConfig } from 'sublinear-optim';
import { BACKENDS, type BackendChoice, type Choice, type Settings, type Setup } from './setup.ts';

/*
 * What is chosen on the page, as the part of its address behind #, which no server sees. A preset is
 * its key, an optimiser by hand is JSON.
 */

/** What the page begins with: the paper's comparison, without the warm-up that it is about. */
export function defaultSetup({ protocols }: Settings): Setup {
  const protocol = Object.keys(protocols)[0]!;
  const { steps, seed, rateMultiplier } = protocols[protocol]!.config.training;
  return {
    optimizers: ['adam-without-momentum', 'adafactor'],
    protocol,
    rateMultiplier,
    warmup: false,
    steps,
    seed,
    backend: 'auto',
  };
}

export const MOST_STEPS = 5000;

const NAMES = ['left', 'right'] as const;

const writeChoice = (choice: Choice): string =>
  typeof choice === 'string' ? choice : JSON.stringify(choice);

/** The address of a setup, without the #. */
export function writeAddress(setup: Setup): string {
  const { optimizers, protocol, rateMultiplier, warmup, steps, seed, backend } = setup;
  return new URLSearchParams({
    left: writeChoice(optimizers[0]),
    right: writeChoice(optimizers[1]),
    model: protocol,
    rate: String(rateMultiplier),
    warmup: warmup ? 'yes' : 'no',
    steps: String(steps),
    seed: String(seed),
    on: backend,
  }).toString();
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Why `value` is no optimiser that the page can show; whether it can be trained, a worker knows. */
function problemOf(value: unknown, { links, named }: Settings): string | undefined {
  if (Array.isArray(value)) {
    const wrong = value.find((link) => !isRecord(link) || !Object.hasOwn(links, String(link.link)));
    return wrong === undefined
      ? undefined
      : `a link is ${JSON.stringify(wrong)}; there are ${Object.keys(links).join(', ')}`;
  }
  if (isRecord(value) && typeof value.name === 'string' && Object.hasOwn(named, value.name))
    return undefined;
  return 'it is neither a list of links nor a named optimiser';
}

function readChoice(text: string, settings: Settings): Choice | { readonly problem: string } {
  if (Object.hasOwn(settings.presets, text)) return text;
  if (!/^[[{]/.test(text)) {
    return {
      problem: `there is no “${text}”; there are ${Object.keys(settings.presets).join(', ')}`,
    };
  }
  try {
    const value: unknown = JSON.parse(text);
    const problem = problemOf(value, settings);
    return problem === undefined ? (value as OptimizerConfig) : { problem };
  } catch {
    return { problem: `“${text}” is not complete` };
  }
}

/** The setup that an address says, and a sentence for each part that it says wrongly. */
export function readAddress(
  address: string,
  settings: Settings,
): { readonly setup: Setup; readonly problems: readonly string[] } {
  const given = new URLSearchParams(address.replace(/^#/, ''));
  const usual = defaultSetup(settings);
  const problems: string[] = [];
  const wrong = (name: string, problem: string) =>
    problems.push(
      `The address is wrong about “${name}”: ${problem}. The usual value takes its place.`,
    );
  const read = <T>(
    name: string,
    otherwise: T,
    parse: (text: string) => T | undefined,
    expected: string,
  ) => {
    const text = given.get(name);
    if (text === null) return otherwise;
    const value = parse(text);
    if (value !== undefined) return value;
    wrong(name, `given “${text}”, expected ${expected}`);
    return otherwise;
  };
  const number = (isValid: (value: number) => boolean) => (text: string) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return isValid(value) ? value : undefined;
  };
  const oneOf =
    <T extends string>(choices: readonly T[]) =>
    (text: string) =>
      choices.find((choice) => choice === text);
  const optimizers = NAMES.map((name, side) => {
    const text = given.get(name);
    if (text === null) return usual.optimizers[side]!;
    const choice = readChoice(text, settings);
    if (typeof choice === 'string' || !('problem' in choice)) return choice;
    wrong(name, choice.problem);
    return usual.optimizers[side]!;
  });
  const protocols = Object.keys(settings.protocols);
  const setup: Setup = {
    optimizers: [optimizers[0]!, optimizers[1]!],
    protocol: read('model', usual.protocol, oneOf(protocols), protocols.join(' or ')),
    rateMultiplier: read(
      'rate',
      usual.rateMultiplier,
      number((value) => value > 0 && Number.isFinite(value)),
      'a number above 0',
    ),
    warmup:
      read('warmup', usual.warmup ? 'yes' : 'no', oneOf(['yes', 'no']), 'yes or no') === 'yes',
    steps: read(
      'steps',
      usual.steps,
      number((value) => Number.isInteger(value) && value >= 1 && value <= MOST_STEPS),
      `a whole number from 1 to ${MOST_STEPS}`,
    ),
    seed: read('seed', usual.seed, number(Number.isSafeInteger), 'a whole number'),
    backend: read<BackendChoice>('on', usual.backend, oneOf(BACKENDS), BACKENDS.join(' or ')),
  };
  for (const name of given.keys()) {
    if (![...NAMES, 'model', 'rate', 'warmup', 'steps', 'seed', 'on'].includes(name)) {
      problems.push(`The address says something of “${name}”, which there is not.`);
    }
  }
  return { setup, problems };
}
