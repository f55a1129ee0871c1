import { readFileSync } from 'node:fs';
import { writeWholeFile } from '../../platform/atomic-write.ts';
import { choiceFile } from '../../platform/checkout.ts';
import type { BackendName } from '../info.ts';
import { TENSORFLOW_PACKAGES, type TensorFlowPackage } from '../tensorflow-package.ts';
import type { NativeLibrary } from './wheel.ts';

/** Where the native library came from; `none` leaves WASM. */
export type LibrarySource = 'wheel' | 'installer' | 'none';

/** What set-up chose for a checkout. */
export interface BackendChoice {
  backend: BackendName;
  source: LibrarySource;
  /** Such as `TensorFlow 2.21.0`. */
  library: string;
  /** What the library was built for: it computes on an NVIDIA GPU where it has CUDA and finds one. */
  device?: NativeLibrary['device'];
  /** What loads the library. Absent without one, and in the choices of older versions. */
  package?: TensorFlowPackage;
  /** Why the better sources were passed over, one line each. */
  passedOver: string[];
  /** Names the versions that the choice was made for; another value makes set-up choose again. */
  madeFor: string;
}

/** A way to get the native library. */
export interface Candidate {
  source: Exclude<LibrarySource, 'none'>;
  device: NativeLibrary['device'];
  package: TensorFlowPackage;
  /** In words, for messages. */
  title: string;
  /** @returns the version of the library, once it has computed something in this checkout */
  install: () => Promise<string>;
}

/**
 * Tries the candidates in order and takes the first that works, else WASM.
 *
 * @param say shows a line of progress; each candidate that fails is told about
 */
export async function choose(
  candidates: Candidate[],
  madeFor: string,
  say: (line: string) => void,
): Promise<BackendChoice> {
  const passedOver: string[] = [];
  for (const { title, install, ...candidate } of candidates) {
    try {
      const withCuda = candidate.device === 'cuda' ? ' with CUDA' : '';
      const library = `TensorFlow ${await install()}${withCuda}`;
      return { backend: 'tensorflow', ...candidate, library, passedOver, madeFor };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(`${title} failed: ${reason}`);
      passedOver.push(`${title} failed: ${reason.split('\n', 1)[0]?.replace(/:$/, '')}`);
    }
  }
  return { backend: 'wasm', source: 'none', library: 'WASM', passedOver, madeFor };
}

/** The recorded choice, or undefined where set-up has left none that can be read. */
export function readChoice(file: string): BackendChoice | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as BackendChoice;
  } catch {
    return undefined;
  }
}

/** Records a choice, whole or not at all. */
export async function writeChoice(file: string, choice: BackendChoice): Promise<void> {
  writeWholeFile(file, [`${JSON.stringify(choice, null, 2)}\n`]);
}

/** The package that set-up chose for this checkout; the processor's where it has not run. */
export function chosenPackage(file = choiceFile): TensorFlowPackage {
  return readChoice(file)?.package ?? TENSORFLOW_PACKAGES.cpu;
}
