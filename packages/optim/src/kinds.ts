/**
 * What an option may be, as data: the checks here read it, and the schemas of configurations are made
 * from it. `T` is the option's type.
 */
export type Kind<T> = KindData & {
  /** Holds the type, and no value. */
  readonly of?: readonly [T];
};

type KindData =
  | {
      readonly type: 'number';
      /** Bounds of which the number may be neither. */
      readonly above?: number;
      readonly below?: number;
      /** Bounds that the number may have. */
      readonly from?: number;
      readonly upTo?: number;
      readonly whole?: true;
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly choices: readonly (string | number)[] }
  | { readonly type: 'record'; readonly fields: Readonly<Record<string, KindData>> }
  | { readonly type: 'either'; readonly kinds: readonly KindData[] }
  | { readonly type: 'optional' | 'nullable'; readonly kind: KindData }
  | OwnKind;

/** What knows its values by itself; of few options, and so not among the kinds that all bundles hold. */
export type OwnKind = {
  readonly type: 'own';
  /** By which schemas know it. */
  readonly name: 'patterns' | 'parts';
  readonly words: string;
  accepts(value: unknown): boolean;
};

/** The kind of every option of `O`; one that is forgotten does not compile. */
export type Kinds<O> = { readonly [K in keyof O]-?: Kind<O[K]> };

/** Options and their kinds, from which `OptionsOf` makes the options' type. */
export type KindTable = Readonly<Record<string, Kind<unknown>>>;

type ValueOf<K> = K extends Kind<infer T> ? T : never;

/** The options that a table of kinds is for; what may be undefined may be left out. */
export type OptionsOf<K extends KindTable> = {
  readonly [P in keyof K as undefined extends ValueOf<K[P]> ? never : P]: ValueOf<K[P]>;
} & { readonly [P in keyof K as undefined extends ValueOf<K[P]> ? P : never]?: ValueOf<K[P]> };

type NumberKind = Extract<KindData, { type: 'number' }>;

export const number = (range: Omit<NumberKind, 'type'>): Kind<number> => ({
  type: 'number',
  ...range,
});

export const choice = <const C extends readonly (string | number)[]>(
  choices: C,
): Kind<C[number]> => ({ type: 'choice', choices });

export const record = <K extends KindTable>(fields: K): Kind<OptionsOf<K>> => ({
  type: 'record',
  fields,
});

export const either = <T>(...kinds: readonly Kind<T>[]): Kind<T> => ({ type: 'either', kinds });

/** May be left out, or be undefined. */
export const optional = <T>(kind: Kind<T>): Kind<T | undefined> => ({ type: 'optional', kind });

export const nullable = <T>(kind: Kind<T>): Kind<T | null> => ({ type: 'nullable', kind });

export const BOOLEAN: Kind<boolean> = { type: 'boolean' };

export const POSITIVE: Kind<number> = { type: 'number', above: 0 };

export const NOT_NEGATIVE: Kind<number> = { type: 'number', from: 0 };

/** Of a second moment: 0 would forget all, and 1 learn nothing. */
export const DECAY_RATE: Kind<number> = { type: 'number', above: 0, below: 1 };

/** Of a first moment or a velocity; 0 turns it off. */
export const MOMENTUM_RATE: Kind<number> = { type: 'number', from: 0, below: 1 };

/** A part of a run. */
export const FRACTION: Kind<number> = { type: 'number', above: 0, upTo: 1 };

/** A number of steps. */
export const STEPS: Kind<number> = { type: 'number', from: 1, whole: true };

/** A number of things, such as attention heads. */
export const COUNT: Kind<number> = { type: 'number', from: 1, whole: true };

/** How often a step of an iteration is taken. */
export const ITERATIONS: Kind<number> = { type: 'number', from: 1, upTo: 100, whole: true };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isNumber(value: unknown, { above, from, below, upTo, whole }: NumberKind): boolean {
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (above === undefined || value > above) &&
    (from === undefined || value >= from) &&
    (below === undefined || value < below) &&
    (upTo === undefined || value <= upTo) &&
    (!whole || Number.isInteger(value))
  );
}

function accepts(kind: KindData, value: unknown): boolean {
  switch (kind.type) {
    case 'number':
      return isNumber(value, kind);
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return (kind.choices as readonly unknown[]).includes(value);
    case 'either':
      return kind.kinds.some((one) => accepts(one, value));
    case 'optional':
      return value === undefined || accepts(kind.kind, value);
    case 'nullable':
      return value === null || accepts(kind.kind, value);
    case 'own':
      return kind.accepts(value);
    case 'record':
      return (
        isRecord(value) &&
        Object.keys(value).every((key) => key in kind.fields) &&
        Object.entries(kind.fields).every(([key, field]) => accepts(field, value[key]))
      );
  }
}

/** What `kind` takes, in words. */
function inWords(kind: KindData): string {
  switch (kind.type) {
    case 'number': {
      const { above, from, below, upTo, whole } = kind;
      const bounds = Object.entries({ above, from, below, 'up to': upTo })
        .filter(([, bound]) => bound !== undefined)
        .map(([word, bound]) => ` ${word} ${bound}`);
      return `a ${whole ? 'whole' : 'finite'} number${bounds.join(' and')}`;
    }
    case 'boolean':
      return 'true or false';
    case 'choice':
      return kind.choices.map(show).join(' or ');
    case 'either':
      return kind.kinds.map(inWords).join(', or ');
    case 'optional':
      return inWords(kind.kind);
    case 'nullable':
      return `${inWords(kind.kind)}, or null`;
    case 'own':
      return kind.words;
    case 'record': {
      const fields = Object.entries(kind.fields).map(([key, field]) =>
        field.type === 'optional' ? `${key}?: ${inWords(field)}` : `${key}: ${inWords(field)}`,
      );
      return `{ ${fields.join(', ')} }`;
    }
  }
}

/** A value as a message names it. */
function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  // JSON has no name for these.
  if (typeof value === 'number' || value === undefined) return `${value}`;
  return JSON.stringify(value);
}

/** @throws Error that names `what`, what was given for it, and what is expected */
export function requireKind<T>(what: string, kind: Kind<T>, value: unknown, also = ''): void {
  if (accepts(kind, value)) return;
  throw new Error(`${what}: given ${show(value)}; expected ${inWords(kind)}${also}`);
}

/**
 * @param example one of the options, if there are any
 * @throws Error for `options` that are no object
 */
export function requireRecord(what: string, options: unknown, example: string | undefined): void {
  if (isRecord(options)) return;
  const expected = example === undefined ? '{}' : `options such as { ${example}: ... }`;
  throw new Error(`${what}: given ${show(options)}; expected ${expected}`);
}

/**
 * Checks the options of `what`, all of them but those in `unchecked`.
 *
 * @throws Error for options that are no object, an option that there is not, and a value of another
 *   type or out of range
 */
export function requireOptions<O>(
  what: string,
  kinds: Kinds<O>,
  options: unknown,
  unchecked: readonly string[] = [],
): void {
  const known = [...unchecked, ...Object.keys(kinds)];
  requireRecord(what, options, known.at(-1));
  const given = options as Readonly<Record<string, unknown>>;
  for (const option of Object.keys(given)) {
    if (known.includes(option)) continue;
    throw new Error(`${what}: there is no option "${option}"; its options are ${known.join(', ')}`);
  }
  for (const [option, kind] of Object.entries<KindData>(kinds)) {
    requireKind(`${what}: ${option}`, kind, given[option]);
  }
}
