import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { UserError } from '../../platform/errors.ts';
import { sampleTargets } from './sample-targets.ts';
import { writeShard } from './shard-writer.ts';

const folder = temporaryFolder();

const VOCABULARY = { size: 5000, checksum: 'ab'.repeat(32) };

/** Shards of these sizes. The target of pair i starts with i and is i modulo 10 tokens longer. */
function corpus(...sizes: number[]) {
  let next = 0;
  return sizes.map((pairs, number) => {
    const targets = Array.from({ length: pairs }, () => {
      const first = next++;
      return [first, ...Array<number>(first % 10).fill(9)];
    });
    const tokens = Uint32Array.from(targets.flatMap((target) => [4, ...target]));
    const lengths = Uint16Array.from(targets.flatMap((target) => [1, target.length]));
    const file = `train-${number}.shard`;
    return { file, ...writeShard(folder(file), { tokens, lengths }, VOCABULARY) };
  });
}

const firsts = (targets: Iterable<readonly number[]>) => Array.from(targets, ([first]) => first!);

describe('a sample of a prepared corpus', () => {
  it('is every pair, whole, where there are few', () => {
    const shards = corpus(30, 1, 19);
    const targets = [...sampleTargets(folder(), shards)];
    expect(firsts(targets).sort((a, b) => a - b)).toEqual(Array.from(Array(50).keys()));
    for (const [first, ...rest] of targets) expect(rest).toEqual(Array(first! % 10).fill(9));
  });

  it.each([1, 7, 333, 999, 1000])('of %d pairs has as many, and none twice', (sampled) => {
    const shards = corpus(400, 250, 350);
    const taken = firsts(sampleTargets(folder(), shards, sampled));
    expect(taken).toHaveLength(sampled);
    expect(new Set(taken).size).toBe(sampled);
  });

  it('has the share of every shard and of every length', () => {
    const shards = corpus(600, 400);
    const taken = firsts(sampleTargets(folder(), shards, 100));
    expect(taken.filter((pair) => pair < 600)).toHaveLength(60);
    for (let length = 0; length < 10; length++) {
      expect(taken.filter((pair) => pair % 10 === length)).toHaveLength(10);
    }
  });

  it('is the same again', () => {
    const shards = corpus(80, 70);
    const sample = () => firsts(sampleTargets(folder(), shards, 31));
    expect(sample()).toEqual(sample());
  });

  it('is refused where a shard is missing', () => {
    const shards = corpus(5);
    rmSync(folder(shards[0]!.file));
    expect(() => [...sampleTargets(folder(), shards)]).toThrow(UserError);
  });
});
