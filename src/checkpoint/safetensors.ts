import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A tensor in JavaScript's memory. */
export type HostTensor = {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
};

export type HostTree = Readonly<Record<string, HostTensor>>;

/** What a file holds: tensors by name, and text by key. */
export type Contents = {
  readonly tensors: HostTree;
  readonly metadata: Readonly<Record<string, string>>;
};

const LENGTH_BYTES = 8;

/** Tensors begin at multiples of this, so that they can be read in place. */
const ALIGNMENT = 8;

const ELEMENT_BYTES = 4;

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
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * The bytes of a safetensors file (https://github.com/huggingface/safetensors, format of 2023),
 * part by part: eight bytes with the length of the header, the header in JSON, the tensors in the
 * order of `tensors`, little-endian. Beside `metadata` the header has the key `sha256`: of all the
 * bytes, with zeros where the checksum itself stands.
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

/** What is wrong with the bytes of a file. */
export class DamagedFile extends Error {
  override name = 'DamagedFile';
}

function parseHeader(bytes: Buffer): z.infer<typeof headerSchema> {
  if (bytes.length < LENGTH_BYTES) {
    throw new DamagedFile(`it ends after ${bytes.length} bytes, within the length of its header`);
  }
  const length = Number(bytes.readBigUInt64LE());
  if (length > bytes.length - LENGTH_BYTES) {
    throw new DamagedFile(
      `its header says that it is ${length} bytes long; the file has ${bytes.length} bytes`,
    );
  }
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + length));
  } catch {
    throw new DamagedFile('its header is not JSON');
  }
  const parsed = headerSchema.safeParse(header);
  if (!parsed.success) throw new DamagedFile('its header does not describe tensors');
  return parsed.data;
}

/**
 * What `encodeSafetensors` made `bytes` of.
 *
 * @throws DamagedFile where a bit is not as it was written
 */
export function decodeSafetensors(bytes: Buffer): Contents {
  const { __metadata__: allMetadata, ...entries } = parseHeader(bytes);
  const { [CHECKSUM]: checksum, ...metadata } = allMetadata;
  const dataStart = LENGTH_BYTES + Number(bytes.readBigUInt64LE());
  const header = Buffer.from(bytes.subarray(0, dataStart));
  const place = checksum?.length === NO_CHECKSUM.length ? header.indexOf(checksum) : -1;
  if (place < 0) throw new DamagedFile('its header has no checksum');
  header.write(NO_CHECKSUM, place);
  const found = digest([header, bytes.subarray(dataStart)]);
  if (found !== checksum) {
    throw new DamagedFile(`its sha256 is ${found}, and ${checksum} was written`);
  }
  const tensors: Record<string, HostTensor> = {};
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(entries)) {
    const start = dataStart + offsets[0];
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    if (offsets[1] - offsets[0] !== size * ELEMENT_BYTES || dataStart + offsets[1] > bytes.length) {
      throw new DamagedFile(`the tensor "${name}" does not fit into the file`);
    }
    const own = bytes.buffer.slice(
      bytes.byteOffset + start,
      bytes.byteOffset + dataStart + offsets[1],
    );
    tensors[name] = {
      shape,
      values: dtype === 'F32' ? new Float32Array(own) : new Int32Array(own),
    };
  }
  return { tensors, metadata };
}
