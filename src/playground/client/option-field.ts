import type { Kind } from 'sublinear-optim';
import { make } from '../../report/page/client/element.ts';

/*
 * An input for an option of a link, made from its kind: what `packages/optim` says that it may be.
 */

type AnyKind = Kind<unknown>;

/** Called with the option's new value; undefined for one that is left out. */
type Change = (value: unknown) => void;

const number = (value: unknown, empty: unknown, name: string, change: Change): HTMLElement => {
  const input = make('input', { type: 'number', step: 'any', 'aria-label': name });
  input.value = typeof value === 'number' ? String(value) : '';
  input.addEventListener('change', () =>
    // What is no number is told by whoever checks the whole.
    change(input.value === '' ? empty : input.valueAsNumber),
  );
  return input;
};

/** A choice among `values`, shown by their texts. */
function select(
  texts: readonly string[],
  chosen: number,
  name: string,
  choose: (index: number) => void,
): HTMLElement {
  const options = texts.map((text, index) => make('option', { value: String(index) }, text));
  const element = make('select', { 'aria-label': name }, ...options);
  element.value = String(chosen);
  element.addEventListener('change', () => choose(Number(element.value)));
  return element;
}

const NOT_GIVEN = 'not given';

/** Values that there are few of. */
function choice(
  values: readonly unknown[],
  value: unknown,
  name: string,
  change: Change,
): HTMLElement {
  const texts = values.map((one) => (one === undefined ? NOT_GIVEN : String(one)));
  return select(texts, values.indexOf(value), name, (index) => change(values[index]));
}

const fieldsOf = (kind: AnyKind): Readonly<Record<string, AnyKind>> =>
  kind.type === 'record' ? kind.fields : {};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The parts of an option that has some. */
function record(kind: AnyKind, value: unknown, name: string, change: Change): HTMLElement[] {
  const given = isRecord(value) ? value : {};
  return Object.entries(fieldsOf(kind)).map(([part, partKind]) =>
    make(
      'label',
      { class: 'option' },
      part,
      optionField(partKind, given[part], `${name}: ${part}`, (changed) =>
        change({ ...given, [part]: changed }),
      ),
    ),
  );
}

/** What options have in the paper's rows, or else most often. */
const USUAL: Readonly<Record<string, number>> = {
  beta1: 0.9,
  beta2: 0.999,
  beta3: 0.9999,
  power: 0.8,
  epsilon: 1e-9,
  epsilon1: 1e-30,
  epsilon2: 1e-3,
  threshold: 1,
  factor: 1,
  weightDecay: 0.01,
  axis: -1,
};

/** The parts that a value of `kind` must have. */
const required = (kind: AnyKind): (readonly [part: string, kind: AnyKind])[] =>
  Object.entries(fieldsOf(kind)).filter(([, { type }]) => type !== 'optional');

/** Whether a value has the shape of a kind. */
function fits(kind: AnyKind, value: unknown): boolean {
  if (kind.type === 'choice') return (kind.choices as readonly unknown[]).includes(value);
  if (kind.type === 'number') return typeof value === 'number';
  return isRecord(value) && Object.keys(value).every((part) => part in fieldsOf(kind));
}

/** What one of several kinds is called. */
function nameOf(kind: AnyKind): string {
  if (kind.type === 'choice') return kind.choices.join(', ');
  if (kind.type === 'number') return 'number';
  return required(kind)
    .map(([part]) => part)
    .join(', ');
}

/** A choice among kinds, and the field of the one that the value is of. */
function either(
  kinds: readonly AnyKind[],
  value: unknown,
  name: string,
  change: Change,
): HTMLElement {
  const fitting = Math.max(
    0,
    kinds.findIndex((kind) => fits(kind, value)),
  );
  const kind = kinds[fitting]!;
  const choose = (index: number) => change(beginning(kinds[index]!, name.split(': ').at(-1)!));
  return make(
    'span',
    { class: 'parts' },
    select(kinds.map(nameOf), fitting, `${name}: kind`, choose),
    // A choice is made by its name.
    ...(kind.type === 'choice' ? [] : [optionField(kind, value, name, change)]),
  );
}

/** What the text says, or the text itself where it is no JSON: whoever checks the whole tells. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A value as JSON, for what has no form of its own. */
function json(value: unknown, name: string, change: Change): HTMLElement {
  const input = make('input', { type: 'text', 'aria-label': name });
  input.value = JSON.stringify(value) ?? '';
  input.addEventListener('change', () => change(parsed(input.value)));
  return input;
}

/** An input for a value of `kind`. */
export function optionField(
  kind: AnyKind,
  value: unknown,
  name: string,
  change: Change,
  empty?: unknown,
): HTMLElement {
  switch (kind.type) {
    case 'number':
      return number(value, empty, name, change);
    case 'boolean':
      return choice([false, true], value, name, change);
    case 'choice':
      return choice(kind.choices, value, name, change);
    case 'either':
      return either(kind.kinds, value, name, change);
    case 'record':
      return make('span', { class: 'parts' }, ...record(kind, value, name, change));
    case 'optional':
    case 'nullable': {
      const inner = kind.kind;
      const left = kind.type === 'nullable' ? null : undefined;
      if (inner.type === 'boolean') return choice([left, false, true], value, name, change);
      if (inner.type === 'choice') return choice([left, ...inner.choices], value, name, change);
      return optionField(inner, value, name, change, left);
    }
    case 'own':
      return json(value, name, change);
  }
}

/** A value of `kind` to begin with, for a link that is added. */
export function beginning(kind: AnyKind, option: string): unknown {
  switch (kind.type) {
    case 'number':
      return USUAL[option] ?? kind.from ?? 1;
    case 'boolean':
      return false;
    case 'choice':
      return kind.choices[0];
    case 'either':
      // Of `decay` that is the paper's.
      return beginning(kind.kinds.at(-1)!, option);
    case 'record':
      return Object.fromEntries(
        required(kind).map(([part, partKind]) => [part, beginning(partKind, part)]),
      );
    case 'optional':
      // One of the two epsilons must be there.
      return option === 'epsilon1' ? USUAL[option] : undefined;
    case 'nullable':
      return null;
    case 'own':
      return kind.name === 'parts'
        ? [{ of: 'others', links: [{ link: 'scaleBySchedule', factor: 1 }] }]
        : ['**'];
  }
}
