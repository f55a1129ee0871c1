import { describe, expect, it } from 'vitest';
import { capacity, planChunks, roomFor, searchSizes, slotCounts, slotsFor } from './plan.ts';

const LIMITS = { sentences: 128, lengths: [6, 12, 40] };

describe('roomFor', () => {
  it('doubles', () => {
    expect([1, 16, 17, 32, 33, 1000].map(roomFor)).toEqual([16, 16, 32, 32, 64, 1024]);
  });
});

describe('slotCounts', () => {
  it('falls by quarters, down to eight', () => {
    expect(slotCounts(128)).toEqual([128, 32, 8]);
    expect(slotCounts(50)).toEqual([50, 13]);
    expect(slotCounts(3)).toEqual([3]);
  });
});

describe('capacity', () => {
  it('is what was asked for, for rows as long as in training', () => {
    expect([16, 32, 64].map((length) => capacity(LIMITS, length))).toEqual([128, 128, 128]);
  });

  it('falls for longer rows, so that there are no more positions', () => {
    expect([128, 1024, 2 ** 20].map((length) => capacity(LIMITS, length))).toEqual([64, 8, 1]);
  });
});

describe('planChunks', () => {
  it('has every source once, the longest first, in rows of its own room', () => {
    const lengths = Array.from({ length: 300 }, (_, i) => 1 + ((i * 7) % 40));
    const chunks = planChunks(lengths, LIMITS);
    const members = chunks.flatMap((chunk) => chunk.members);
    expect(members.toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
    const sorted = members.map((source) => lengths[source]!);
    expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
    for (const { members, rows, sourceLength, longest } of chunks) {
      expect(members.length).toBeLessThanOrEqual(rows);
      expect(longest).toBe(Math.max(...members.map((source) => lengths[source]!)));
      for (const source of members) expect(roomFor(lengths[source]!)).toBe(sourceLength);
    }
  });

  it('leaves a long source to itself', () => {
    const chunks = planChunks([5, 1000, 7], LIMITS);
    expect(chunks).toEqual([
      { members: [1], rows: 8, sourceLength: 1024, longest: 1000 },
      { members: [2, 0], rows: 8, sourceLength: 16, longest: 7 },
    ]);
  });
});

describe('searchSizes', () => {
  it('has those of every source length, room and number of slots', () => {
    const chunks = planChunks(
      Array.from({ length: 900 }, (_, i) => 1 + (i % 30)),
      LIMITS,
    );
    const { steps, entered } = searchSizes(chunks, LIMITS, 4, 20);
    const sizes = steps.map(({ slots, sourceLength, room }) => `${slots} ${sourceLength} ${room}`);
    expect(sizes.toSorted()).toEqual(
      [16, 32]
        .flatMap((length) => [128, 32, 8].map((slots) => `${slots} ${length}`))
        .flatMap((size) => [16, 32, 64].map((room) => `${size} ${room}`))
        .toSorted(),
    );
    // A short sentence may enter while a long one is searched, and never the other way round.
    const ways = entered.map(({ chunk, sourceLength }) => `${chunk.sourceLength} ${sourceLength}`);
    expect([...new Set(ways)].toSorted()).toEqual(['16 16', '16 32', '32 32']);
  });

  it('has nothing for no sentences', () => {
    expect(searchSizes([], LIMITS, 4, 20)).toEqual({ steps: [], entered: [] });
  });
});

describe('slotsFor', () => {
  it('has no more slots than few sentences need', () => {
    const slots = (count: number, length: number, sourceLength: number) =>
      slotsFor(planChunks(new Array(count).fill(length), LIMITS), LIMITS, sourceLength);
    expect(slots(3, 5, 16)).toBe(8);
    expect(slots(33, 5, 16)).toBe(128);
    expect(slots(300, 1000, 1024)).toBe(8);
  });
});
