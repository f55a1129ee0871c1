import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import pretty from 'pino-pretty';

/**
 * The log of a run: `log.ndjson` in its folder, one JSON object a line, started afresh.
 *
 * @param console also print readable lines on standard error
 */
export function runLogger(folder: string, { console }: { console: boolean }): pino.Logger {
  mkdirSync(folder, { recursive: true });
  const file = pino.destination({ dest: join(folder, 'log.ndjson'), append: false, sync: true });
  const readable = () =>
    pretty({ destination: 2, sync: true, ignore: 'time', singleLine: true, colorize: false });
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return console
    ? pino(options, pino.multistream([{ stream: file }, { stream: readable() }]))
    : pino(options, file);
}
