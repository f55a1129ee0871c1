import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, type TensorTree, withPrefix } from 'sublinear-optim';
import type { CompiledProgram, Executor } from '../executor/executor.ts';
import {
  beginSearch,
  bestTranslation,
  growSearch,
  isOver,
  type SearchRules,
  type SentenceSearch,
} from './hypotheses.ts';
import {
  admittedAtOnce,
  type Chunk,
  fittingCount,
  planChunks,
  roomFor,
  type SearchLimits,
  searchSizes,
  slotCounts,
  slotsFor,
} from './plan.ts';
import {
  admitProgram,
  admitSignature,
  encodeProgram,
  encodeSignature,
  joinProgram,
  type SearchModel,
} from './programs.ts';
import {
  advanceSlots,
  disposeSlots,
  emptySlots,
  resizeEncoded,
  resizeSlots,
  type Slots,
} from './slots.ts';
import { type BeamOptions, beamStep, greedyStep, type SearchStep } from './steps.ts';

/** A search for translations, as a configuration names it. */
export type SearchConfig =
  | { readonly kind: 'greedy'; readonly extraLength: number }
  | ({ readonly kind: 'beam' } & BeamOptions);

/** Token ids of sentences, with their end symbols. */
type Sources = readonly (readonly number[])[];

/** A search for translations of certain sources, ready to be run. */
type CompiledSearch = {
  readonly model: SearchModel;
  readonly sources: Sources;
  readonly extraLength: number;
  readonly limits: SearchLimits;
  readonly step: SearchStep;
  readonly chunks: readonly Chunk[];
  /** See `joinProgram`, `encodeProgram`, `admitProgram` and `SearchStep.program`. */
  readonly join: CompiledProgram;
  readonly encode: CompiledProgram;
  readonly admit: CompiledProgram;
  readonly takeStep: CompiledProgram;
};

/** Sentences that are encoded, of which some wait for a slot. */
type Encoded = { readonly chunk: Chunk; readonly tensors: TensorTree; entered: number };

/** The search for the translation of one sentence, in its slot. */
type Running = {
  readonly source: number;
  readonly rules: SearchRules;
  readonly search: SentenceSearch;
};

/** A search under way. */
type Searching = CompiledSearch & {
  /** The outputs of `join`; `cross` is the one that the encoder's program takes. */
  readonly decoder: TensorTree;
  readonly cross: tf.Tensor;
  /** By source. */
  readonly translations: number[][];
  /** Not encoded yet. */
  readonly waiting: Chunk[];
  next: Encoded | undefined;
  slots: Slots;
  /** By slot. */
  running: (Running | undefined)[];
};

const busy = ({ running }: Searching): number =>
  running.filter((sentence) => sentence !== undefined).length;

function encode({ model, sources, cross, ...compiled }: Searching, chunk: Chunk): Encoded {
  const { members, rows, sourceLength } = chunk;
  const ids = new Int32Array(rows * sourceLength).fill(model.symbols.padId);
  for (const [row, member] of members.entries()) {
    ids.set(sources[member]!, row * sourceLength);
  }
  const source = tf.tensor2d(ids, [rows, sourceLength], 'int32');
  const tensors = compiled.encode({ source, 'decoder/cross': cross });
  source.dispose();
  return { chunk, tensors, entered: 0 };
}

/** Changes the size of the slots; where there are to be fewer, free ones go. */
function resize(searching: Searching, size: Partial<Slots['size']>): void {
  const { slots, running } = searching;
  const after = { ...slots.size, ...size };
  const places = [...running.keys()];
  const order = [
    ...places.filter((slot) => running[slot] !== undefined),
    ...places.filter((slot) => running[slot] === undefined),
  ];
  const kept = after.slots === slots.size.slots ? places : order.slice(0, after.slots);
  searching.slots = resizeSlots(slots, after, kept);
  searching.running = Array.from({ length: after.slots }, (_, slot) => running[kept[slot] ?? -1]);
}

/** Lets encoded sentences into free slots, where enough are free; says whether it did. */
function admit(searching: Searching, encoded: Encoded): boolean {
  const { model, slots, running, sources, extraLength, step } = searching;
  const { chunk, tensors, entered } = encoded;
  const count = admittedAtOnce(slots.size.slots);
  const members = chunk.members.slice(entered, entered + count);
  const free = [...running.keys()].filter((slot) => running[slot] === undefined);
  if (free.length < members.length) return false;
  // What is left of the run writes the first one again.
  const rows = Array.from({ length: count }, (_, i) => (i < members.length ? i : 0));
  const int32 = (values: number[]) => tf.tensor1d(values, 'int32');
  const places = {
    from: int32(rows.map((i) => entered + i)),
    to: int32(rows.map((i) => free[i]!)),
  };
  const outputs = searching.admit({
    ...places,
    ...withPrefix('encoded', tensors),
    ...withPrefix('slots', slots.source),
  });
  disposeTree(places);
  searching.slots = advanceSlots(slots, 'source', outputs);
  for (const [i, source] of members.entries()) {
    const longest = sources[source]!.length + extraLength;
    const { alpha, beamSize } = step;
    const rules = { beamSize, alpha, longest, eosId: model.symbols.eosId };
    running[free[i]!] = { source, rules, search: beginSearch() };
  }
  encoded.entered += members.length;
  return true;
}

/** Encodes the next sentences, in slots as long as any that is searched needs. */
function encodeNext(searching: Searching): Encoded {
  const { sources, chunks, limits, running } = searching;
  const encoded = encode(searching, searching.waiting.shift()!);
  const rowLength = Math.max(
    encoded.chunk.sourceLength,
    ...running.map((sentence) => roomFor(sources[sentence?.source ?? -1]?.length ?? 1)),
  );
  if (rowLength < searching.slots.size.sourceLength) {
    resize(searching, { slots: slotsFor(chunks, limits, rowLength), sourceLength: rowLength });
  }
  return { ...encoded, tensors: resizeEncoded(encoded.tensors, rowLength) };
}

/** Fills free slots as far as sentences are left. */
function fill(searching: Searching): void {
  while (searching.next !== undefined || searching.waiting.length > 0) {
    const next = searching.next ?? encodeNext(searching);
    searching.next = next;
    if (!admit(searching, next)) return;
    if (next.entered === next.chunk.members.length) {
      disposeTree(next.tensors);
      searching.next = undefined;
    }
  }
  const { slots } = searching.slots.size;
  const fewer = fittingCount(slotCounts(slots), busy(searching));
  if (fewer < slots) resize(searching, { slots: fewer });
}

/** Grows the hypotheses of every sentence by a symbol. */
async function takeStep(searching: Searching): Promise<void> {
  const { decoder, step, translations } = searching;
  const searches = searching.running.map((sentence) => sentence?.search);
  const positions = searches.map((search) => search?.alive[0]?.symbols.length ?? 0);
  const room = roomFor(Math.max(...positions) + 1);
  if (room !== searching.slots.size.room) resize(searching, { room });
  const { slots, running } = searching;
  const varying = step.inputs(searches, slots.size);
  const outputs = searching.takeStep({ ...decoder, ...slots.source, ...slots.self, ...varying });
  disposeTree(varying);
  searching.slots = advanceSlots(slots, 'self', outputs);
  const candidates = await step.candidates(outputs);
  for (const [name, tensor] of Object.entries(outputs)) {
    if (!name.startsWith('self/')) tensor.dispose();
  }
  searching.running = running.map((sentence, slot) => {
    if (sentence === undefined) return undefined;
    const { source, rules } = sentence;
    const grown = growSearch(sentence.search, candidates[slot]!, rules);
    if (!isOver(grown, rules)) return { source, rules, search: grown };
    translations[source] = [...bestTranslation(grown)];
    return undefined;
  });
}

/**
 * Translates sources. Each has a slot on the device while it is searched, which the next takes over
 * when it is done, so that every step has about as many sentences as there are slots. What is found
 * for a source does not depend on the others.
 *
 * @throws the reason of `stop`
 */
async function runSearch(compiled: CompiledSearch, stop?: AbortSignal): Promise<number[][]> {
  const { model, sources, limits, step, chunks } = compiled;
  const translations: number[][] = new Array(sources.length);
  const [longest] = chunks;
  if (longest === undefined) return translations;
  const { 'decoder/cross': cross, ...decoder } = compiled.join({});
  const slots = emptySlots(model.config, {
    slots: slotsFor(chunks, limits, longest.sourceLength),
    beamSize: step.beamSize,
    sourceLength: longest.sourceLength,
    room: roomFor(1),
  });
  const searching: Searching = {
    ...compiled,
    decoder,
    cross: cross!,
    translations,
    waiting: [...chunks],
    next: undefined,
    slots,
    running: new Array(slots.size.slots).fill(undefined),
  };
  try {
    for (fill(searching); busy(searching) > 0; fill(searching)) {
      // Lets signals and messages to this process through.
      await setImmediate();
      stop?.throwIfAborted();
      await takeStep(searching);
    }
  } finally {
    disposeSlots(searching.slots);
    disposeTree({ ...decoder, cross: cross!, ...searching.next?.tensors });
  }
  return translations;
}

/**
 * Searches with the model whose parameters `executor` holds.
 *
 * @returns takes sources, none of them empty, and gives what translates them: the token ids of each
 *   translation, without its end symbol, in the order of the sources. When `stop` is aborted, the
 *   search ends with its reason after the step that it is at
 */
export function createSearch(
  executor: Executor,
  model: SearchModel,
  config: SearchConfig,
  limits: SearchLimits,
): (sources: Sources) => (stop?: AbortSignal) => Promise<number[][]> {
  const { extraLength } = config;
  const step = config.kind === 'beam' ? beamStep(model, config) : greedyStep(model);
  const join = joinProgram(model);
  const encode = encodeProgram(model);
  return (sources) => {
    const lengths = sources.map(({ length }) => length);
    const chunks = planChunks(lengths, limits);
    const { steps, entered } = searchSizes(chunks, limits, step.beamSize, extraLength);
    const encoded = chunks.map(({ rows, sourceLength }) =>
      encodeSignature(model, rows, sourceLength),
    );
    const admitted = entered.map(({ chunk, slots, sourceLength }) =>
      admitSignature(model, admittedAtOnce(slots), chunk.rows, { slots, sourceLength }),
    );
    const compiled: CompiledSearch = {
      ...{ model, sources, extraLength, limits, step, chunks },
      join: executor.compile(join, [{}]),
      encode: executor.compile(encode, encoded),
      admit: executor.compile(admitProgram, admitted),
      takeStep: executor.compile(step.program, steps.map(step.signature)),
    };
    return (stop) => runSearch(compiled, stop);
  };
}
