import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, type TensorTree, withPrefix } from 'sublinear-optim';
import type { ControlSymbols } from '../data/vocabulary.ts';
import type { Executor } from '../executor/executor.ts';
import { type BeamOptions, beamStep } from './beam.ts';
import { type GreedyOptions, greedyStep } from './greedy.ts';
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
import type { SearchStep } from './step.ts';

/** A search for translations, as a configuration names it. */
export type SearchConfig =
  | ({ readonly kind: 'greedy' } & GreedyOptions)
  | ({ readonly kind: 'beam' } & BeamOptions);

/** Token ids of sentences, with their end symbols. */
export type Sources = readonly (readonly number[])[];

const JOIN = 'join decoder';
const ENCODE = 'encode';
const ADMIT = 'admit';

const lengthsOf = (sources: Sources) => sources.map(({ length }) => length);

function stepOf(model: SearchModel, { bosId }: ControlSymbols, config: SearchConfig): SearchStep {
  return config.kind === 'beam' ? beamStep(model, bosId, config) : greedyStep(model);
}

/** Announces that `search` will be called with these arguments; see `Executor.prepare`. */
export function prepareSearch(
  executor: Executor,
  model: SearchModel,
  sources: Sources,
  symbols: ControlSymbols,
  config: SearchConfig,
  limits: SearchLimits,
): void {
  const step = stepOf(model, symbols, config);
  const chunks = planChunks(lengthsOf(sources), limits);
  const { steps, entered } = searchSizes(chunks, limits, step.beamSize, config.extraLength);
  executor.prepare(JOIN, joinProgram(model), {});
  for (const { rows, sourceLength } of chunks) {
    executor.prepare(ENCODE, encodeProgram(model), encodeSignature(model, rows, sourceLength));
  }
  for (const { chunk, slots, sourceLength } of entered) {
    const count = admittedAtOnce(slots);
    const signature = admitSignature(model, count, chunk.rows, { slots, sourceLength });
    executor.prepare(ADMIT, admitProgram, signature);
  }
  for (const size of steps) executor.prepare(step.name, step.program, step.signature(size));
}

/** Sentences that are encoded, of which some wait for a slot. */
type Encoded = { readonly chunk: Chunk; readonly tensors: TensorTree; entered: number };

/** The search for the translation of one sentence, in its slot. */
type Running = {
  readonly source: number;
  readonly rules: SearchRules;
  readonly search: SentenceSearch;
};

/** The hypotheses in the slots, as every step takes them. */
function hypothesisInputs(
  running: readonly (Running | undefined)[],
  { beamSize, room }: Slots['size'],
  { bosId, padId }: ControlSymbols,
): TensorTree {
  const slots = running.length;
  const symbols = new Int32Array(slots * beamSize).fill(padId);
  const positions = new Int32Array(slots);
  const ancestors = new Int32Array(slots * beamSize * room).fill(-1);
  for (const [slot, sentence] of running.entries()) {
    for (const [place, hypothesis] of sentence?.search.alive.entries() ?? []) {
      const row = slot * beamSize + place;
      const position = hypothesis.symbols.length;
      symbols[row] = hypothesis.symbols.at(-1) ?? bosId;
      positions[slot] = position;
      ancestors.set(hypothesis.places, row * room);
      ancestors[row * room + position] = place;
    }
  }
  return {
    symbols: tf.tensor2d(symbols, [slots, beamSize], 'int32'),
    positions: tf.tensor1d(positions, 'int32'),
    ancestors: tf.tensor3d(ancestors, [slots, beamSize, room], 'int32'),
  };
}

/**
 * Translates sources. Each has a slot on the device while it is searched, which the next takes over
 * when it is done, so that every step has about as many sentences as there are slots. What is found
 * for a source does not depend on the others.
 *
 * @param sources none empty
 * @param stop when this is aborted, the search ends after the step that it is at
 * @returns the token ids of each translation, without its end symbol, in the order of `sources`
 * @throws the reason of `stop`
 */
export async function search(
  executor: Executor,
  model: SearchModel,
  sources: Sources,
  symbols: ControlSymbols,
  config: SearchConfig,
  limits: SearchLimits,
  stop?: AbortSignal,
): Promise<number[][]> {
  const step = stepOf(model, symbols, config);
  const chunks = planChunks(lengthsOf(sources), limits);
  const translations: number[][] = new Array(sources.length);
  const [longest] = chunks;
  if (longest === undefined) return translations;
  const { 'decoder/cross': cross, ...decoder } = executor.run(JOIN, joinProgram(model), {});
  let slots = emptySlots(model.config, {
    slots: slotsFor(chunks, limits, longest.sourceLength),
    beamSize: step.beamSize,
    sourceLength: longest.sourceLength,
    room: roomFor(1),
  });
  let running: (Running | undefined)[] = new Array(slots.size.slots).fill(undefined);
  const waiting = [...chunks];
  let next: Encoded | undefined;

  const busy = () => running.filter((sentence) => sentence !== undefined).length;

  const encode = (chunk: Chunk): Encoded => {
    const { members, rows, sourceLength } = chunk;
    const ids = new Int32Array(rows * sourceLength).fill(symbols.padId);
    for (const [row, member] of members.entries()) {
      ids.set(sources[member]!, row * sourceLength);
    }
    const source = tf.tensor2d(ids, [rows, sourceLength], 'int32');
    const inputs = { source, 'decoder/cross': cross! };
    const tensors = executor.run(ENCODE, encodeProgram(model), inputs);
    source.dispose();
    return { chunk, tensors, entered: 0 };
  };

  /** Changes the size of the slots; where there are to be fewer, free ones go. */
  const resize = (size: Partial<Slots['size']>): void => {
    const after = { ...slots.size, ...size };
    const places = [...running.keys()];
    const order = [
      ...places.filter((slot) => running[slot] !== undefined),
      ...places.filter((slot) => running[slot] === undefined),
    ];
    const kept = after.slots === slots.size.slots ? places : order.slice(0, after.slots);
    slots = resizeSlots(slots, after, kept);
    running = Array.from({ length: after.slots }, (_, slot) => running[kept[slot] ?? -1]);
  };

  /** Lets encoded sentences into free slots, where enough are free; says whether it did. */
  const admit = (encoded: Encoded): boolean => {
    const { chunk, tensors, entered } = encoded;
    const count = admittedAtOnce(slots.size.slots);
    const members = chunk.members.slice(entered, entered + count);
    const free = [...running.keys()].filter((slot) => running[slot] === undefined);
    if (free.length < members.length) return false;
    // What is left of the run writes the first one again.
    const row = (i: number) => (i < members.length ? i : 0);
    const rows = Array.from({ length: count }, (_, i) => row(i));
    const from = tf.tensor1d(
      rows.map((i) => entered + i),
      'int32',
    );
    const to = tf.tensor1d(
      rows.map((i) => free[i]!),
      'int32',
    );
    const outputs = executor.run(ADMIT, admitProgram, {
      from,
      to,
      ...withPrefix('encoded', tensors),
      ...withPrefix('slots', slots.source),
    });
    disposeTree({ from, to });
    slots = advanceSlots(slots, 'source', outputs);
    for (const [i, source] of members.entries()) {
      const longest = sources[source]!.length + config.extraLength;
      const { alpha, beamSize } = step;
      const rules = { beamSize, alpha, longest, eosId: symbols.eosId };
      running[free[i]!] = { source, rules, search: beginSearch() };
    }
    encoded.entered += members.length;
    return true;
  };

  /** Fills free slots as far as sentences are left. */
  const fill = (): void => {
    while (next !== undefined || waiting.length > 0) {
      if (next === undefined) {
        const encoded = encode(waiting.shift()!);
        const rowLength = Math.max(
          encoded.chunk.sourceLength,
          ...running.map((sentence) => roomFor(sources[sentence?.source ?? -1]?.length ?? 1)),
        );
        if (rowLength < slots.size.sourceLength) {
          resize({ slots: slotsFor(chunks, limits, rowLength), sourceLength: rowLength });
        }
        next = { ...encoded, tensors: resizeEncoded(encoded.tensors, rowLength) };
      }
      if (!admit(next)) return;
      if (next.entered === next.chunk.members.length) {
        disposeTree(next.tensors);
        next = undefined;
      }
    }
    const fewer = fittingCount(slotCounts(slots.size.slots), busy());
    if (fewer < slots.size.slots) resize({ slots: fewer });
  };

  const takeStep = async (): Promise<void> => {
    const positions = running.map((sentence) => sentence?.search.alive[0]?.symbols.length ?? 0);
    const room = roomFor(Math.max(...positions) + 1);
    if (room !== slots.size.room) resize({ room });
    const varying = {
      ...hypothesisInputs(running, slots.size, symbols),
      ...step.inputs(running.map((sentence) => sentence?.search)),
    };
    const outputs = executor.run(step.name, step.program, {
      ...decoder,
      ...slots.source,
      ...slots.self,
      ...varying,
    });
    disposeTree(varying);
    slots = advanceSlots(slots, 'self', outputs);
    const candidates = await step.candidates(outputs);
    for (const [name, tensor] of Object.entries(outputs)) {
      if (!name.startsWith('self/')) tensor.dispose();
    }
    running = running.map((sentence, slot) => {
      if (sentence === undefined) return undefined;
      const { source, rules } = sentence;
      const grown = growSearch(sentence.search, candidates[slot]!, rules);
      if (!isOver(grown, rules)) return { source, rules, search: grown };
      translations[source] = [...bestTranslation(grown)];
      return undefined;
    });
  };

  try {
    for (fill(); busy() > 0; fill()) {
      // Lets signals and messages to this process through.
      await setImmediate();
      stop?.throwIfAborted();
      await takeStep();
    }
  } finally {
    disposeSlots(slots);
    disposeTree({ ...decoder, cross: cross!, ...next?.tensors });
  }
  return translations;
}
