/**
 * What the decoding benchmark and its contestants say to each other, one JSON object a line. A
 * contestant reads its `DecodeWorkload` and answers `DecodeReady`; then it answers each line, which
 * may hold anything, with a `DecodeTurn`, until its standard input ends.
 */
import { z } from 'zod';
import type { ControlSymbols } from '../src/data/vocabulary.ts';
import type { BeamOptions } from '../src/decode/beam.ts';
import type { ModelConfig } from '../src/model/config.ts';

const count = z.int().positive();

/** Everything that a contestant needs to translate: sent to it as one line of JSON. */
export type DecodeWorkload = {
  readonly model: ModelConfig;
  readonly vocabulary: number;
  readonly symbols: ControlSymbols;
  /** A JSON file of values by parameter. */
  readonly parametersFile: string;
  readonly search: BeamOptions;
  /** Sentences translated at once: those of like length, the shortest first. */
  readonly sentences: number;
  /** How long a translation may become depends on these; see `rowLength`. */
  readonly lengths: readonly number[];
  /** Token ids of each sentence, without an end symbol. */
  readonly sources: readonly (readonly number[])[];
};

export const decodeReadySchema = z.strictObject({
  /** Such as `TensorFlow 2.21.0`. */
  library: z.string(),
  threads: count,
});

export type DecodeReady = z.infer<typeof decodeReadySchema>;

export const decodeTurnSchema = z.strictObject({
  /** From the sources' token ids to the translations', for all of them. */
  seconds: z.number().positive(),
  /** Token ids of each translation, without an end symbol. */
  translations: z.array(z.array(z.int().nonnegative())),
  /** The most memory that the process has had resident since it started. */
  peakMemoryBytes: count,
});

export type DecodeTurn = z.infer<typeof decodeTurnSchema>;
