import { describe, expect, it } from 'vitest';
import { agreement, type DecodeMeasurement, decodeTable, summariseDecoding } from './summary.ts';

function measurement(decoder: 'graph' | 'PyTorch', seconds: readonly number[]): DecodeMeasurement {
  return {
    decoder,
    ready: { library: 'a library', threads: 2 },
    firstSeconds: 12.34,
    seconds,
    peakMemoryBytes: 1e9,
    bleu: 20.061,
  };
}

const MEASUREMENTS = [measurement('graph', [10, 20, 11]), measurement('PyTorch', [15, 30, 11])];

describe('summariseDecoding', () => {
  it('compares within each round, so that a slow round does not count', () => {
    const [ours, theirs] = summariseDecoding(MEASUREMENTS, 330);
    expect(ours!.sentencesPerSecond).toEqual({ median: 30, least: 16.5, most: 33 });
    expect(ours!.speedup).toBe(1.5);
    expect(theirs!.speedup).toBe(1);
  });

  it('makes a row for each', () => {
    const table = decodeTable(summariseDecoding(MEASUREMENTS, 330));
    const cells = table
      .split('\n')[2]!
      .split('|')
      .map((cell) => cell.trim());
    const expected = ['graph', '30', '17 to 33', '1.50×', '20.06', '1000', '12.3'];
    expect(cells.slice(1, -1)).toEqual(expected);
  });
});

describe('agreement', () => {
  it('counts the sentences whose tokens are all the same', () => {
    expect(agreement([[1, 2], [3], [], [4]], [[1, 2], [3, 3], [], [5]])).toBe(0.5);
  });
});
