import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { checkoutFolder } from './checkout.ts';
import { asUserError } from './file-errors.ts';
import { pieces } from './pieces.ts';
import { readAt } from './read-at.ts';

/** A pure function over several inputs at once, each of which has numbers of its own. */
type NumbersOf<Input> = (inputs: readonly Input[]) => readonly Float64Array[];

export type KeptFunction<Input> = {
  /** What its results are kept under, such as `bleu-bootstrap`. */
  readonly name: string;
  /** The folder of the code that computes, from the checkout: other code, other results. */
  readonly code: string;
  /** All that the numbers of one input follow from, its settings included. */
  readonly bytesOf: (input: Input) => readonly (string | Uint8Array)[];
  readonly compute: NumbersOf<Input>;
};

const SHA256_BYTES = 32;

const sha256 = (parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  // Lengths keep two inputs apart whose parts are joined alike.
  for (const part of parts) {
    hash.update(`${part.length}\0`);
    if (typeof part === 'string') hash.update(part);
    else for (const piece of pieces(part)) hash.update(piece);
  }
  return hash.digest();
};

/** What `work` gives with the file `path` open. */
function withFile<T>(path: string, flags: 'r' | 'w', work: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

/** A checksum of the sources in `folder`, tests left out, of the packages, and of Node. */
function codeChecksum(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => /(?<!\.test)\.m?[jt]s$/.test(name)).toSorted();
  const texts = sources.flatMap((name) => [name, readFileSync(join(folder, name))]);
  const packages = readFileSync(join(checkoutFolder, 'package-lock.json'));
  return sha256([process.version, packages, ...texts]).toString('hex');
}

const bytesIn = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The numbers in an open file; undefined where it is damaged. */
function numbersIn(file: number): Float64Array | undefined {
  const size = (fstatSync(file).size - SHA256_BYTES) / Float64Array.BYTES_PER_ELEMENT;
  if (size < 0 || !Number.isInteger(size)) return undefined;
  const checksum = Buffer.alloc(SHA256_BYTES);
  let position = readAt(file, checksum, 0);
  const numbers = new Float64Array(size);
  for (const piece of pieces(bytesIn(numbers))) position += readAt(file, piece, position);
  return sha256([bytesIn(numbers)]).equals(checksum) ? numbers : undefined;
}

/** The numbers in `path`; undefined where there is no such file, or it is damaged. */
function readNumbers(path: string): Float64Array | undefined {
  try {
    return withFile(path, 'r', numbersIn);
  } catch {
    return undefined;
  }
}

function writeNumbers(path: string, values: Float64Array): void {
  const bytes = bytesIn(values);
  try {
    // Not atomic and not flushed: readers verify the checksum.
    mkdirSync(dirname(path), { recursive: true });
    withFile(path, 'w', (file) => {
      writeFileSync(file, sha256([bytes]));
      for (const piece of pieces(bytes)) writeFileSync(file, piece);
    });
  } catch (error) {
    // Nobody asked for it to be kept: a full disk costs time the next time, and no result.
    if (asUserError(error) === undefined) throw error;
  }
}

/**
 * `compute`, but what it gave once for an input is read from `folder` after that. The numbers are the
 * same to the bit: they are found by the checksums of the input and of the code, and what is damaged
 * is computed again.
 *
 * @param folder outside the checkout, so that neither git nor a clean checkout knows of it; what it
 *   holds may be removed at any time
 */
export function computedOnce<Input>(
  { name, code, bytesOf, compute }: KeptFunction<Input>,
  folder: string = join(cacheFolder(), 'computed'),
): NumbersOf<Input> {
  return (inputs) => {
    const checksum = codeChecksum(join(checkoutFolder, code));
    const pathOf = (input: Input) => {
      const key = sha256([checksum, ...bytesOf(input)]).toString('hex');
      return join(folder, name, key.slice(0, 2), key);
    };
    const paths = inputs.map(pathOf);
    const kept = paths.map(readNumbers);
    const missing = inputs.filter((_, i) => kept[i] === undefined);
    const computed = missing.length === 0 ? [] : compute(missing);
    const inOrder = computed.values();
    return kept.map((values, i) => {
      if (values !== undefined) return values;
      const result = inOrder.next().value!;
      writeNumbers(paths[i]!, result);
      return result;
    });
  };
}
