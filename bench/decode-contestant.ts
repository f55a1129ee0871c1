import {
  type DecodeReady,
  type DecodeTurn,
  type DecodeWorkload,
  decodeReadySchema,
  decodeTurnSchema,
} from './decode-protocol.ts';
import { commandOf, startLineProcess } from './line-process.ts';

/** Us, and the peer. */
export const DECODERS = ['graph', 'PyTorch'] as const;

export type Decoder = (typeof DECODERS)[number];

/** A process that translates when it is asked to, and waits idle between its turns. */
export type DecodeContestant = {
  readonly ready: DecodeReady;
  /** Translates everything. */
  turn(): Promise<DecodeTurn>;
  /** Ends the process, and resolves once its memory is given back. */
  stop(): Promise<void>;
};

/**
 * Starts a process that translates `workload`.
 *
 * @param python the interpreter that has PyTorch
 * @throws Error with the end of its standard error where the process dies, now or in a later turn
 */
export async function startDecoder(
  decoder: Decoder,
  workload: DecodeWorkload,
  python: string,
): Promise<DecodeContestant> {
  const file = decoder === 'PyTorch' ? 'torch_decode.py' : 'decode-ours.ts';
  const process = startLineProcess(decoder, commandOf(file, python));
  return {
    ready: await process.ask(workload, decodeReadySchema),
    turn: () => process.ask({}, decodeTurnSchema),
    stop: process.stop,
  };
}
