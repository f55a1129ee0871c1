import {
  type DecodeReady,
  type DecodeTurn,
  type DecodeWorkload,
  decodeReadySchema,
  decodeTurnSchema,
} from './decode-protocol.ts';
import { commandOf, startLineProcess } from './line-process.ts';
import { CTRANSLATE2, type Peer, PYTORCH } from './peer-environment.ts';

/** Us, and the peers. */
export const DECODERS = ['graph', 'PyTorch', 'CTranslate2'] as const;

export type Decoder = (typeof DECODERS)[number];

/** A process that translates when it is asked to, and waits idle between its turns. */
export type DecodeContestant = {
  readonly ready: DecodeReady;
  /** Translates everything. */
  turn(): Promise<DecodeTurn>;
  /** Ends the process, and resolves once its memory is given back. */
  stop(): Promise<void>;
};

const FILES: Readonly<Record<Decoder, string>> = {
  graph: 'decode-ours.ts',
  PyTorch: 'torch_decode.py',
  CTranslate2: 'ctranslate2_decode.py',
};

/** The package that a contestant needs. */
export function peerOf(decoder: Decoder): Peer | undefined {
  return { graph: undefined, PyTorch: PYTORCH, CTranslate2: CTRANSLATE2 }[decoder];
}

/**
 * Starts a process that translates `workload`.
 *
 * @param python the interpreter that has the contestant's package, where it needs one
 * @throws Error with the end of its standard error where the process dies, now or in a later turn
 */
export async function startDecoder(
  decoder: Decoder,
  workload: DecodeWorkload,
  python: string,
): Promise<DecodeContestant> {
  const process = startLineProcess(decoder, commandOf(FILES[decoder], python));
  return {
    ready: await process.ask(workload, decodeReadySchema),
    turn: () => process.ask({}, decodeTurnSchema),
    stop: process.stop,
  };
}
