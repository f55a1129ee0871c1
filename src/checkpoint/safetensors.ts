import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PIECE_BYTES, pieces } from '../platform/pieces.ts';

/** A tensor in JavaScript's memory. */
export type HostTensor = {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
};

/** The contents of a file: tensors by name, and text by key. */
export type Contents = {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
};

const LENGTH_BYTES = 8;

/** Tensors begin at multiples of this, so that they can be read in place. */
const ALIGNMENT = 8;

const ELEMENT_BYTES = 4;

/** The longest header of the format: a longer one is a damaged length, and is not read. */
const MAX_HEADER_BYTES = 100_000_000;

/** The key of the file's own checksum, of which the header holds this many digits. */
const CHECKSUM = 'sha256';
const NO_CHECKSUM = '0'.repeat(64);

const entrySchema = z.strictObject({
  dtype: z.enum(['F32', 'I32']),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()) })
  .catchall(entrySchema);

function bytesOf({ values }: HostTensor): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function encodeHeader({ tensors, metadata }: Contents): Buffer {
  let offset = 0;
  const entries = Object.entries(tensors).map(([name, { shape, values }]) => {
    const start = offset;
    offset += values.byteLength;
    const dtype = values instanceof Float32Array ? 'F32' : 'I32';
    return [name, { dtype, shape, data_offsets: [start, offset] }];
  });
  const json = Buffer.from(
    JSON.stringify({
      __metadata__: { [CHECKSUM]: NO_CHECKSUM, ...metadata },
      ...Object.fromEntries(entries),
    }),
  );
  const padded = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(LENGTH_BYTES + padded, ' ');
  header.writeBigUInt64LE(BigInt(padded));
  json.copy(header, LENGTH_BYTES);
  return header;
}

function digest(parts: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (const piece of pieces(part)) hash.update(piece);
  }
  return hash.digest('hex');
}

/**
 * The bytes of a safetensors file (https://github.com/huggingface/safetensors, format of 2023),
 * part by part: eight bytes with the length of the header, the header in JSON, the tensors in the
 * order of `tensors`, little-endian. Beside `metadata` the header has the key `sha256`: of all the
 * bytes, with zeros in place of the checksum itself.
 *
 * Equal contents give equal bytes.
 */
export function encodeSafetensors(contents: Contents): Uint8Array[] {
  const data = Object.values(contents.tensors).map(bytesOf);
  const header = encodeHeader(contents);
  const checksum = digest([header, ...data]);
  header.write(checksum, header.indexOf(NO_CHECKSUM));
  return [header, ...data];
}

/** Says how the bytes of a file are damaged. */
export class DamagedFile extends Error {
  override name = 'DamagedFile';
}

/** A file of any size, of which a part is read at a time. */
export type ByteSource = {
  readonly size: number;
  /** Fills `target` with the bytes from `position` on; it lies within the file. */
  read(target: Uint8Array, position: number): void;
};

function readBytes(source: ByteSource, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  source.read(bytes, position);
  return bytes;
}

/** The first bytes of a file: the length of its header, and the header itself. */
function readHeader(source: ByteSource): Buffer {
  if (source.size < LENGTH_BYTES) {
    throw new DamagedFile(`it ends after ${source.size} bytes, within the length of its header`);
  }
  const length = Number(readBytes(source, 0, LENGTH_BYTES).readBigUInt64LE());
  if (length > Math.min(source.size - LENGTH_BYTES, MAX_HEADER_BYTES)) {
    throw new DamagedFile(
      `its header says that it is ${length} bytes long; the file has ${source.size} bytes`,
    );
  }
  return readBytes(source, 0, LENGTH_BYTES + length);
}

function parseHeader(header: Buffer): z.infer<typeof headerSchema> {
  let json: unknown;
  try {
    json = JSON.parse(header.toString('utf8', LENGTH_BYTES));
  } catch {
    throw new DamagedFile('its header is not JSON');
  }
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) throw new DamagedFile('its header does not describe tensors');
  return parsed.data;
}

/** The bytes of `source` from `start` on, in one buffer that each part takes in turn. */
function* bytesFrom(source: ByteSource, start: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(PIECE_BYTES, source.size - start));
  for (let at = start; at < source.size; at += PIECE_BYTES) {
    const piece = buffer.subarray(0, Math.min(PIECE_BYTES, source.size - at));
    source.read(piece, at);
    yield piece;
  }
}

function requireChecksum(source: ByteSource, header: Buffer, checksum: string | undefined): void {
  const zeroed = Buffer.from(header);
  const place = checksum?.length === NO_CHECKSUM.length ? zeroed.indexOf(checksum) : -1;
  if (place < 0) throw new DamagedFile('its header has no checksum');
  zeroed.write(NO_CHECKSUM, place);
  const bytes = function* () {
    yield zeroed;
    yield* bytesFrom(source, header.length);
  };
  const found = digest(bytes());
  if (found !== checksum) {
    throw new DamagedFile(`its sha256 is ${found}, and ${checksum} was written`);
  }
}

/**
 * What `encodeSafetensors` made a file of. The whole file is checked before a tensor is read, by
 * pieces, so that memory holds only the tensors that are wanted.
 *
 * @param isWanted by name, which tensors are read; all of them unless given
 * @throws DamagedFile where a bit is not as it was written
 */
export function decodeSafetensors(
  source: ByteSource,
  isWanted: (name: string) => boolean = () => true,
): Contents {
  const header = readHeader(source);
  const { __metadata__: allMetadata, ...entries } = parseHeader(header);
  const { [CHECKSUM]: checksum, ...metadata } = allMetadata;
  requireChecksum(source, header, checksum);
  const tensors: Record<string, HostTensor> = {};
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(entries)) {
    const [start, end] = offsets.map((offset) => header.length + offset) as [number, number];
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    if (end - start !== size * ELEMENT_BYTES || end > source.size) {
      throw new DamagedFile(`the tensor "${name}" does not fit into the file`);
    }
    if (!isWanted(name)) continue;
    const values = dtype === 'F32' ? new Float32Array(size) : new Int32Array(size);
    tensors[name] = { shape, values };
    let at = start;
    for (const piece of pieces(bytesOf(tensors[name]))) {
      source.read(piece, at);
      at += piece.length;
    }
  }
  return { tensors, metadata };
}
