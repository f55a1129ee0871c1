import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import pretty from 'pino-pretty';

export type LogOptions = {
  /** Also print readable lines on standard error. */
  readonly console: boolean;
  /** Go on with the log that is there, as a run does that goes on. */
  readonly append: boolean;
};

/** The log of a run: `log.ndjson` in its folder, one JSON object a line. */
export function runLogger(folder: string, { console, append }: LogOptions): pino.Logger {
  mkdirSync(folder, { recursive: true });
  const file = pino.destination({ dest: join(folder, 'log.ndjson'), append, sync: true });
  const readable = () =>
    pretty({ destination: 2, sync: true, ignore: 'time', singleLine: true, colorize: false });
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return console
    ? pino(options, pino.multistream([{ stream: file }, { stream: readable() }]))
    : pino(options, file);
}
