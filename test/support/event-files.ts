import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PbfReader } from 'pbf';
import { maskedChecksum } from '../../src/tensorboard/record.ts';

/*
 * What TensorBoard makes of event files, as far as tests without it need to know.
 */

type ReadEvent = { step: number; start: boolean; scalars: [tag: string, value: number][] };

/** The contents of the records of a file. */
function* readRecords(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const content = bytes.subarray(at + 12, at + 12 + length);
    const checksums = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12 + length)];
    const expected = [bytes.subarray(at, at + 8), content].map(maskedChecksum);
    if (checksums.join() !== expected.join()) throw new Error(`damaged at ${at}`);
    yield content;
    at += 16 + length;
  }
}

function readScalar(field: number, scalar: [string, number], reader: PbfReader): void {
  if (field === 1) scalar[0] = reader.readString();
  else if (field === 2) scalar[1] = reader.readFloat();
}

function readSummary(field: number, { scalars }: ReadEvent, reader: PbfReader): void {
  if (field === 1) scalars.push(reader.readMessage(readScalar, ['', 0]));
}

function readEvent(content: Uint8Array): ReadEvent {
  const event: ReadEvent = { step: 0, start: false, scalars: [] };
  return new PbfReader(content).readFields((field, read: ReadEvent, reader) => {
    if (field === 2) read.step = reader.readVarint();
    else if (field === 5) reader.readMessage(readSummary, read);
    else if (field === 7) read.start = true;
  }, event);
}

/** The points of each tag that TensorBoard shows of the run in `folder`. */
export function shownPoints(folder: string): Record<string, [step: number, value: number][]> {
  const points: Record<string, [number, number][]> = {};
  const names = readdirSync(folder).filter((name) => name.includes('tfevents'));
  for (const name of names.sort()) {
    for (const content of readRecords(readFileSync(join(folder, name)))) {
      const { step, start, scalars } = readEvent(content);
      if (start) {
        for (const [tag, all] of Object.entries(points)) {
          points[tag] = all.filter(([earlier]) => earlier < step);
        }
      }
      for (const [tag, value] of scalars) points[tag] = [...(points[tag] ?? []), [step, value]];
    }
  }
  return points;
}
