import type { StepSize } from './programs.ts';

/*
 * Which sentences share a place on the device, and how large the tensors there are. Few sizes are
 * used, since a graph is traced for each.
 */

/** How much is translated at once. */
export type SearchLimits = {
  /** Sentences at most; fewer where they are longer than those of training. */
  readonly sentences: number;
  /** The lengths that training rows are padded to; see `BatchingConfig`. */
  readonly lengths: readonly number[];
};

/** Sentences that are encoded together. */
export type Chunk = {
  /** Which of the sources. */
  readonly members: readonly number[];
  /** Rows that are encoded, at least as many. */
  readonly rows: number;
  /** Positions of a row. */
  readonly sourceLength: number;
  /** Positions of its longest source. */
  readonly longest: number;
};

/** The least that there is room for: positions of a source row, or of a translation. */
const LEAST_ROOM = 16;

/** How many times as many slots as the next smaller number has. */
const SHRINKING = 4;

/** The fewest slots that a search shrinks to: a step with fewer takes about as long. */
const FEWEST_SLOTS = 8;

/** Sentences enter the slots when so large a part of these is free, since each time takes a run. */
const ADMITTED_PART = 1 / 16;

/**
 * Room for `positions`. It doubles where it is too small: a step takes time for all the room that
 * there is, and each room is one more shape of step to trace.
 */
export function roomFor(positions: number): number {
  return LEAST_ROOM * 2 ** Math.max(0, Math.ceil(Math.log2(positions / LEAST_ROOM)));
}

/** The numbers of slots that a search with at most `slots` may have, the largest first. */
export function slotCounts(slots: number): number[] {
  const counts = [slots];
  let fewer = Math.ceil(slots / SHRINKING);
  while (fewer >= FEWEST_SLOTS && fewer < counts.at(-1)!) {
    counts.push(fewer);
    fewer = Math.ceil(fewer / SHRINKING);
  }
  return counts;
}

/** The smallest of `counts`, which fall, with room for `sentences`, or the largest. */
export function fittingCount(counts: readonly number[], sentences: number): number {
  return counts.findLast((count) => count >= sentences) ?? counts[0]!;
}

/**
 * How many sentences with source rows of `sourceLength` are translated at once: their positions are
 * at most those of as many sentences as `limits` names, of the longest training rows.
 */
export function capacity({ sentences, lengths }: SearchLimits, sourceLength: number): number {
  const positions = sentences * roomFor(lengths.at(-1)!);
  return Math.max(1, Math.min(sentences, Math.floor(positions / sourceLength)));
}

/** Sentences that enter the slots in one run. */
export function admittedAtOnce(slots: number): number {
  return Math.ceil(slots * ADMITTED_PART);
}

/**
 * Puts sources of like length together, the longest first: those that are searched last, while few
 * others are left to fill the slots, take the fewest steps.
 *
 * @param lengths positions of each source, its end symbol included
 */
export function planChunks(lengths: readonly number[], limits: SearchLimits): Chunk[] {
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]!);
  const byRoom = new Map<number, number[]>();
  for (const source of order) {
    const room = roomFor(lengths[source]!);
    const sharing = byRoom.get(room) ?? [];
    sharing.push(source);
    byRoom.set(room, sharing);
  }
  return [...byRoom].flatMap(([sourceLength, sources]) => {
    const most = capacity(limits, sourceLength);
    const counts = slotCounts(most);
    return Array.from({ length: Math.ceil(sources.length / most) }, (_, chunk) => {
      const members = sources.slice(chunk * most, (chunk + 1) * most);
      return {
        members,
        rows: fittingCount(counts, members.length),
        sourceLength,
        longest: lengths[members[0]!]!,
      };
    });
  });
}

/** The slots of a search for all of `chunks`, while source rows are `sourceLength` long. */
export function slotsFor(
  chunks: readonly Chunk[],
  limits: SearchLimits,
  sourceLength: number,
): number {
  const sentences = chunks.reduce((total, { members }) => total + members.length, 0);
  return fittingCount(slotCounts(capacity(limits, sourceLength)), sentences);
}

/**
 * The sizes that a search for all of `chunks` may come to, for graphs to be traced beforehand. Source
 * rows are as long as the longest that is searched; slots are given up when no sentence is left for
 * them.
 *
 * @returns the sizes of steps, and the slots that the sentences of each chunk may enter
 */
export function searchSizes(
  chunks: readonly Chunk[],
  limits: SearchLimits,
  beamSize: number,
  extraLength: number,
) {
  const byLength = new Map(chunks.toReversed().map((chunk) => [chunk.sourceLength, chunk]));
  const steps: StepSize[] = [];
  const entered: { chunk: Chunk; slots: number; sourceLength: number }[] = [];
  for (const [sourceLength, { longest }] of byLength) {
    const slots = slotsFor(chunks, limits, sourceLength);
    for (let room = LEAST_ROOM; room <= roomFor(longest + extraLength); room *= 2) {
      for (const count of slotCounts(slots)) {
        steps.push({ slots: count, beamSize, sourceLength, room });
      }
    }
    for (const chunk of chunks) {
      if (chunk.sourceLength <= sourceLength) entered.push({ chunk, slots, sourceLength });
    }
  }
  return { steps, entered };
}
