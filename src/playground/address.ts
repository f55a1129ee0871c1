import type { OptimizerConfig } from 'sublinear-optim';
import { type AskedBackend, BACKENDS, type Choice, type Settings, type Setup } from './setup.ts';

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

/** What the address says, by its keys. */
type Address = {
  readonly left: Choice;
  readonly right: Choice;
  readonly model: string;
  readonly rate: number;
  readonly warmup: boolean;
  readonly steps: number;
  readonly seed: number;
  readonly on: AskedBackend;
};

function addressOf({ optimizers, protocol, rateMultiplier, backend, ...rest }: Setup): Address {
  const { warmup, steps, seed } = rest;
  const [left, right] = optimizers;
  return { left, right, model: protocol, rate: rateMultiplier, warmup, steps, seed, on: backend };
}

const setupOf = ({ left, right, model, rate, on, ...rest }: Address): Setup => ({
  optimizers: [left, right],
  protocol: model,
  rateMultiplier: rate,
  backend: on,
  ...rest,
});

function textOf(value: Address[keyof Address]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The address of a setup, without the #. */
export function writeAddress(setup: Setup): string {
  const texts = Object.entries(addressOf(setup)).map(([key, value]) => [key, textOf(value)]);
  return new URLSearchParams(Object.fromEntries(texts)).toString();
}

/** The value of a text, or what is wrong with it. */
type Read<T> = { readonly value: T } | { readonly problem: string };
type Reader<T> = (text: string) => Read<T>;

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

function readChoice(text: string, settings: Settings): Read<Choice> {
  if (Object.hasOwn(settings.presets, text)) return { value: text };
  if (!/^[[{]/.test(text)) {
    return {
      problem: `there is no “${text}”; there are ${Object.keys(settings.presets).join(', ')}`,
    };
  }
  try {
    const value: unknown = JSON.parse(text);
    const problem = problemOf(value, settings);
    return problem === undefined ? { value: value as OptimizerConfig } : { problem };
  } catch {
    return { problem: `“${text}” is not complete` };
  }
}

const expecting =
  <T>(expected: string, parse: (text: string) => T | undefined): Reader<T> =>
  (text) => {
    const value = parse(text);
    return value === undefined ? { problem: `given “${text}”, expected ${expected}` } : { value };
  };

const oneOf = <T extends string>(choices: readonly T[]): Reader<T> =>
  expecting(choices.join(' or '), (text) => choices.find((choice) => choice === text));

const number = (expected: string, isValid: (value: number) => boolean): Reader<number> =>
  expecting(expected, (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return isValid(value) ? value : undefined;
  });

/** How each part of an address is read. */
const readers = (
  settings: Settings,
): { readonly [Key in keyof Address]: Reader<Address[Key]> } => ({
  left: (text) => readChoice(text, settings),
  right: (text) => readChoice(text, settings),
  model: oneOf(Object.keys(settings.protocols)),
  rate: number('a number above 0', (value) => value > 0 && Number.isFinite(value)),
  warmup: expecting('yes or no', (text) =>
    text === 'yes' || text === 'no' ? text === 'yes' : undefined,
  ),
  steps: number(
    `a whole number from 1 to ${MOST_STEPS}`,
    (value) => Number.isInteger(value) && value >= 1 && value <= MOST_STEPS,
  ),
  seed: number('a whole number', Number.isSafeInteger),
  on: oneOf(BACKENDS),
});

/** The setup that an address says, and a sentence for each part that it says wrongly. */
export function readAddress(
  address: string,
  settings: Settings,
): { readonly setup: Setup; readonly problems: readonly string[] } {
  const read = readers(settings);
  const usual = addressOf(defaultSetup(settings));
  const problems: string[] = [];
  const given: Record<string, unknown> = {};
  for (const [key, text] of new URLSearchParams(address.replace(/^#/, ''))) {
    if (!Object.hasOwn(read, key)) {
      problems.push(`The address says something of “${key}”, which there is not.`);
      continue;
    }
    const part = read[key as keyof Address](text);
    if ('value' in part) given[key] = part.value;
    else {
      problems.push(
        `The address is wrong about “${key}”: ${part.problem}. The usual value takes its place.`,
      );
    }
  }
  return { setup: setupOf({ ...usual, ...given }), problems };
}
