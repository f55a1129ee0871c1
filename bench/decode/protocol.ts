import { z } from 'zod';
import type { ControlSymbols } from '../../src/data/vocabulary.ts';
import type { BeamOptions } from '../../src/decode/steps.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { readyParts, turnParts } from '../harness/contestants.ts';

/** Everything that a contestant needs to translate: sent to it as one line of JSON. */
export type DecodeWorkload = {
  readonly model: ModelConfig;
  readonly vocabulary: number;
  readonly symbols: ControlSymbols;
  /** Parameters by our names, as safetensors. */
  readonly parametersFile: string;
  readonly search: BeamOptions;
  /** Sentences translated at once: those of like length, the shortest first. */
  readonly sentences: number;
  /** How long a translation may become depends on these; see `rowLength`. */
  readonly lengths: readonly number[];
  /** Token ids of each sentence, without an end symbol. */
  readonly sources: readonly (readonly number[])[];
};

/** A contestant reads its `DecodeWorkload` and translates everything once before it is ready. */
const readySchema = z.strictObject({
  ...readyParts,
  /** The pass before the first round: tracing is in it. */
  firstSeconds: z.number().positive(),
  /** Token ids of each translation, without an end symbol. */
  translations: z.array(z.array(z.int().nonnegative())),
});

export type DecodeReady = z.infer<typeof readySchema>;

const turnSchema = z.strictObject({
  /** From the sources' token ids to the translations', for all of them. */
  seconds: z.number().positive(),
  ...turnParts,
});

export type DecodeTurn = z.infer<typeof turnSchema>;

export const DECODE_PROTOCOL = { ready: readySchema, turn: turnSchema };

/** What runs each contestant: our search in both numerics, and the peers. */
export const PROGRAMS = {
  graph: ['decode/ours.ts', 'native'],
  'portable graph': ['decode/ours.ts', 'portable'],
  PyTorch: ['decode/torch_decode.py'],
  CTranslate2: ['decode/ctranslate2_decode.py'],
} as const;

export type Decoder = keyof typeof PROGRAMS;

export const DECODERS = Object.keys(PROGRAMS) as Decoder[];
