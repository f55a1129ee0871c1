import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/platform/errors.ts';
import { parseDecodeOptions } from './options.ts';
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
    const table = decodeTable(MEASUREMENTS, summariseDecoding(MEASUREMENTS, 330));
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

describe('parseDecodeOptions', () => {
  it('searches with the beam of the paper by default', () => {
    const { search, rounds, limit, json } = parseDecodeOptions([]);
    expect(search).toEqual({ beamSize: 4, alpha: 0.6, extraLength: 50 });
    expect({ rounds, limit, json }).toEqual({
      rounds: 5,
      limit: undefined,
      json: 'bench/results/decode-time.json',
    });
  });

  it('takes another corpus', () => {
    const { config } = parseDecodeOptions(['--set', 'data.corpus.folder=elsewhere']);
    expect(config.data.corpus).toMatchObject({ folder: 'elsewhere' });
  });

  it.each([
    [['--limit', '0'], '--limit 0: expected a whole number from 1'],
    [['--rounds', '1.5'], '--rounds 1.5: expected a whole number from 1'],
    [['--config', 'nowhere.yaml'], 'nowhere.yaml'],
    [['--config', 'configs/runs/demo-adam.yaml'], 'evaluation.search.kind: given greedy'],
    [['--fast'], 'Unknown argument: fast'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseDecodeOptions(argv)).toThrow(UserError);
    expect(() => parseDecodeOptions(argv)).toThrow(message);
  });
});
