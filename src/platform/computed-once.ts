import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { checkoutFolder } from './checkout.ts';
import { asUserError } from './file-errors.ts';

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
  for (const part of parts) hash.update(`${part.length}\0`).update(part);
  return hash.digest();
};

/** A checksum of the sources in `folder`, tests left out, of the packages, and of Node. */
function codeChecksum(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => /(?<!\.test)\.m?[jt]s$/.test(name)).toSorted();
  const texts = sources.flatMap((name) => [name, readFileSync(join(folder, name))]);
  const packages = readFileSync(join(checkoutFolder, 'package-lock.json'));
  return sha256([process.version, packages, ...texts]).toString('hex');
}

/** The numbers in `path`; undefined where there is no such file, or it is damaged. */
function readNumbers(path: string): Float64Array | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined;
  }
  const numbers = bytes.subarray(SHA256_BYTES);
  if (!sha256([numbers]).equals(bytes.subarray(0, SHA256_BYTES))) return undefined;
  return new Float64Array(new Uint8Array(numbers).buffer);
}

function writeNumbers(path: string, values: Float64Array): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  try {
    // Not atomic and not flushed: readers verify the checksum.
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.concat([sha256([bytes]), bytes]));
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
