import { readFileSync } from 'node:fs';
import { writeWholeFile } from '../../platform/atomic-write.ts';
import { choiceFile, packageFolder, packageVersion } from '../../platform/checkout.ts';
import { UserError } from '../../platform/errors.ts';
import type { BackendName } from '../info.ts';
import type { NativeLibrary } from './wheel.ts';

/**
 * The npm packages that load TensorFlow's C library into Node, by what the library was built for.
 * Both hold the same code; they are two so that a program says which library it wants.
 */
export const TENSORFLOW_PACKAGES = {
  cpu: '@tensorflow/tfjs-node',
  cuda: '@tensorflow/tfjs-node-gpu',
} as const;

export type TensorFlowPackage = (typeof TENSORFLOW_PACKAGES)[keyof typeof TENSORFLOW_PACKAGES];

/** @throws UserError where the package is not installed */
export function installedVersion(name: TensorFlowPackage): string {
  try {
    return packageVersion(packageFolder(name));
  } catch (cause) {
    throw new UserError(`the npm package ${name} is not installed; \`npm ci\` installs it`, {
      cause,
    });
  }
}

/** Where the native library came from; `none` leaves WASM. */
type LibrarySource = 'wheel' | 'installer' | 'none';

/** The backend that set-up chose for a checkout. */
export interface CheckoutBackend {
  backend: BackendName;
  source: LibrarySource;
  /** Such as `TensorFlow 2.21.0`. */
  library: string;
  /** The target of the library: with CUDA it computes on an NVIDIA GPU where it finds one. */
  device?: NativeLibrary['device'];
  /** The package that loads the library; absent without one, and in choices of older versions. */
  package?: TensorFlowPackage;
  /** Why the better sources were passed over, one line each. */
  passedOver: string[];
  /** Names the versions that the choice was made for; another value makes set-up choose again. */
  madeFor: string;
}

export interface Candidate {
  source: Exclude<LibrarySource, 'none'>;
  device: NativeLibrary['device'];
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
): Promise<CheckoutBackend> {
  const passedOver: string[] = [];
  for (const { title, install, ...candidate } of candidates) {
    try {
      const { device } = candidate;
      const library = `TensorFlow ${await install()}${device === 'cuda' ? ' with CUDA' : ''}`;
      const loaded = { library, package: TENSORFLOW_PACKAGES[device] };
      return { backend: 'tensorflow', ...candidate, ...loaded, passedOver, madeFor };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(`${title} failed: ${reason}`);
      passedOver.push(`${title} failed: ${reason.split('\n', 1)[0]?.replace(/:$/, '')}`);
    }
  }
  return { backend: 'wasm', source: 'none', library: 'WASM', passedOver, madeFor };
}

/** The recorded choice, or undefined where set-up has left none that can be read. */
export function readChoice(file: string): CheckoutBackend | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CheckoutBackend;
  } catch {
    return undefined;
  }
}

export function writeChoice(file: string, choice: CheckoutBackend): void {
  writeWholeFile(file, [`${JSON.stringify(choice, null, 2)}\n`]);
}

/** The package that set-up chose for this checkout; the processor's where it has not run. */
export function chosenPackage(file = choiceFile): TensorFlowPackage {
  return readChoice(file)?.package ?? TENSORFLOW_PACKAGES.cpu;
}
