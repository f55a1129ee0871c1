import type { Tensor } from '@tensorflow/tfjs-core';
import { choice, either, type Kind, optional, requireKind, requireOptions } from '../kinds.ts';
import { nameFits } from '../names.ts';
import { chain, type GradientTransform, type ShapeTree } from '../transform.ts';
import { shapesOf, type TensorTree, underPrefix, withPrefix } from '../tree.ts';

/**
 * What embeddings and softmax matrices are called: in the Transformer of this project, and in
 * `tf.layers.embedding`.
 */
export const EMBEDDINGS = ['embedding/*', 'softmax', '**/embeddings'] as const;

/** What the matrices of attention's queries and keys are called. */
export const QUERIES_AND_KEYS = ['**/query', '**/key'] as const;

type Parameter = { readonly name: string; readonly shape: readonly number[] };

const isEmbedding = ({ name, shape }: Parameter): boolean =>
  shape.length >= 2 && nameFits(EMBEDDINGS, name);

const isMatrix = (parameter: Parameter): boolean =>
  parameter.shape.length >= 2 && !isEmbedding(parameter);

/** Which parameters belong to the parts that have a name; `others` is what no other part takes. */
const KNOWN = {
  embeddings: isEmbedding,
  matrices: isMatrix,
  vectors: ({ shape }: Parameter) => shape.length < 2,
  others: () => true,
} as const;

export type PartName = keyof typeof KNOWN;

export const PART_NAMES = /* @__PURE__ */ Object.keys(KNOWN) as readonly PartName[];

/** Some of an optimiser's parameters, and what becomes of their updates. */
export type Part<Link = GradientTransform> = {
  /**
   * `embeddings` by their names; `matrices`, all else of two axes or more; `vectors`, with scalars;
   * `others`, what no other part takes; or parameters by their names, or by patterns in which * matches
   * one part of a name between slashes, and ** any number of parts.
   */
  readonly of: PartName | readonly string[];
  /** Of those, only the ones that fit a pattern. */
  readonly only?: readonly string[] | undefined;
  /** Of those, none that fits a pattern. */
  readonly except?: readonly string[] | undefined;
  /** In order. */
  readonly links: readonly Link[];
};

const isPatterns = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '');

/** Names of parameters, or patterns of them. */
export const PATTERNS: Kind<readonly string[]> = /* @__PURE__ */ Object.freeze({
  type: 'own',
  name: 'patterns',
  words: "a list of parameters' names, or patterns such as embedding/*",
  accepts: isPatterns,
});

const OF: Kind<Part['of']> = /* @__PURE__ */ either<Part['of']>(choice(PART_NAMES), PATTERNS);

/** As configurations have them. */
export const PARTS: Kind<readonly Part<object>[]> = /* @__PURE__ */ Object.freeze({
  type: 'own',
  name: 'parts',
  words: 'a list of parts, such as { of: vectors, links: [...] }',
  accepts: (value) => Array.isArray(value) && value.length > 0,
});

const isTransform = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'stateShapes' in value;

const TRANSFORMS: Kind<readonly GradientTransform[]> = /* @__PURE__ */ Object.freeze({
  type: 'own',
  name: 'parts',
  words: 'a list of links',
  accepts: (value) => Array.isArray(value) && value.every(isTransform),
});

function requirePart(part: unknown, index: number): void {
  const what = `partition: parts.${index}`;
  // First, so that the message is about the misspelt part.
  requireKind(`${what}.of`, OF, (part as Part | null)?.of);
  requireOptions(
    what,
    { of: OF, only: optional(PATTERNS), except: optional(PATTERNS), links: TRANSFORMS },
    part,
  );
}

function takes({ of, only, except = [] }: Part, parameter: Parameter): boolean {
  const { name } = parameter;
  const isOf = typeof of === 'string' ? KNOWN[of](parameter) : nameFits(of, name);
  return isOf && (only === undefined || nameFits(only, name)) && !nameFits(except, name);
}

/** The numbers of the parts that take `parameter`: one, where the partition is right. */
function takersOf(parts: readonly Part[], parameter: Parameter): readonly number[] {
  const indices = [...parts.keys()].filter((index) => takes(parts[index]!, parameter));
  const named = indices.filter((index) => parts[index]!.of !== 'others');
  return named.length > 0 ? named : indices;
}

const describe = ({ of }: Part, index: number): string =>
  `${index} (${typeof of === 'string' ? of : of.join(', ')})`;

/**
 * The number of the part that each parameter belongs to, by name.
 *
 * @throws Error that lists the parameters that belong to none, or to several
 */
function assignment(parts: readonly Part[], shapes: ShapeTree): ReadonlyMap<string, number> {
  const assigned = new Map<string, number>();
  const wrong: string[] = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const takers = takersOf(parts, { name, shape });
    if (takers.length === 1) assigned.set(name, takers[0]!);
    else {
      const which = takers.map((index) => describe(parts[index]!, index)).join(' and ');
      wrong.push(`"${name}" is in ${takers.length === 0 ? 'none' : `the parts ${which}`}`);
    }
  }
  if (wrong.length === 0) return assigned;
  throw new Error(
    `partition: expected every parameter in one part; ${wrong.join('; ')}. The parts given are ` +
      `${parts.map(describe).join(', ')}; a part may be of ${PART_NAMES.join(', ')}, or of a list of ` +
      'names, and { of: others, links: [...] } takes what no other does',
  );
}

/** The entries of `tree` whose names belong to part `index`. */
function ofPart<T>(
  tree: Readonly<Record<string, T>>,
  assigned: ReadonlyMap<string, number>,
  index: number,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => assigned.get(name) === index));
}

/**
 * Gives each part of the parameters links of its own, as Muon, SCALE, Adam-mini and SlimAdam ask for:
 * those of part i are a chain, whose state is named `i/...`. Links that look at all updates together,
 * such as `clipByGlobalNorm`, see those of their part.
 *
 * @throws Error for a part that there is not, and, once parameters are known, for one that belongs to
 *   no part or to several
 */
export const partition: {
  (parts: readonly Part[]): GradientTransform;
  /** In a configuration, where links are data. */
  readonly options: { readonly parts: Kind<readonly Part<object>[]> };
} = /* @__PURE__ */ Object.assign(
  (parts: readonly Part[]): GradientTransform => {
    requireKind('partition', PARTS, parts);
    for (const [index, part] of parts.entries()) requirePart(part, index);
    const chains = parts.map(({ links }) => chain(links));
    return {
      isPerTensor: chains.every(({ isPerTensor }) => isPerTensor),
      stateShapes: (parameters) => {
        const assigned = assignment(parts, parameters);
        const shapes = chains.map((links, index) =>
          withPrefix(`${index}`, links.stateShapes(ofPart(parameters, assigned, index))),
        );
        return Object.assign({}, ...shapes);
      },
      update: (updates, state, context) => {
        const assigned = assignment(parts, shapesOf(updates));
        const moved: Record<string, Tensor> = {};
        const next: Record<string, Tensor> = {};
        for (const [index, links] of chains.entries()) {
          const own: TensorTree = ofPart(updates, assigned, index);
          const result = links.update(own, underPrefix(`${index}`, state), context);
          Object.assign(moved, result.updates);
          Object.assign(next, withPrefix(`${index}`, result.state));
        }
        // In the order in which they came, which those who go on may rely on.
        const ordered = Object.keys(updates).map((name) => [name, moved[name]!]);
        return { updates: Object.fromEntries(ordered), state: next };
      },
    };
  },
  { options: { parts: PARTS } },
);
