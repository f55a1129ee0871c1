import { PbfWriter } from 'pbf';

/*
 * TensorBoard's events as protocol buffers. The numbers are the field numbers of the published
 * event.proto and summary.proto.
 */

/** Numbers by tag, such as `train/loss`. */
export type Scalars = Readonly<Record<string, number>>;

/** What an event says. */
export type EventContent =
  /** The first event of every file. */
  | { readonly kind: 'version' }
  /** A process starts at the event's step: what earlier ones said of this step and later is void. */
  | { readonly kind: 'start' }
  | { readonly kind: 'scalars'; readonly scalars: Scalars };

export type Event = EventContent & {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
};

/** With this version readers go by `start` events. */
const FILE_VERSION = 'brain.Event:2';

/** `SessionLog.SessionStatus.START` */
const SESSION_START = 1;

function writeValue([tag, value]: readonly [string, number], writer: PbfWriter): void {
  writer.writeStringField(1, tag);
  writer.writeFloatField(2, value);
}

function writeSummary(scalars: Scalars, writer: PbfWriter): void {
  for (const entry of Object.entries(scalars)) writer.writeMessage(1, writeValue, entry);
}

function writeSessionLog(status: number, writer: PbfWriter): void {
  writer.writeVarintField(1, status);
}

/** An event as the bytes of its protocol buffer. */
export function encodeEvent(event: Event): Uint8Array {
  const writer = new PbfWriter();
  writer.writeDoubleField(1, event.wallTime);
  // Zero is what a missing number stands for, and so it is not written.
  if (event.step !== 0) writer.writeVarintField(2, event.step);
  if (event.kind === 'version') writer.writeStringField(3, FILE_VERSION);
  else if (event.kind === 'start') writer.writeMessage(7, writeSessionLog, SESSION_START);
  else writer.writeMessage(5, writeSummary, event.scalars);
  return writer.finish();
}
