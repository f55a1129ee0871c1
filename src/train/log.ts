import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { fenceOf } from '../platform/fence.ts';
import { fileError } from '../platform/file-errors.ts';
import type { TrainingObserver } from './trainer.ts';

type LogOptions = {
  /** Go on with the log that is there, as a run does that goes on. */
  readonly append: boolean;
  /** Whether another process may still have it open, which is to write into it no more. */
  readonly takenOver?: boolean;
};

const LINE_FEED = 0x0a;

/** Opens a file for lines, and cuts off what may stand behind its last line. */
function openLines(path: string, { append, takenOver }: LogOptions): number {
  if (takenOver && existsSync(path)) writeWholeFile(path, [readFileSync(path)]);
  const file = openSync(path, append ? 'a+' : 'w');
  if (append) ftruncateSync(file, readFileSync(path).lastIndexOf(LINE_FEED) + 1);
  return file;
}

/** Writes lines into a file: each one whole or, where there is no room for it, not at all. */
function lineWriter(path: string, options: LogOptions) {
  try {
    const file = openLines(path, options);
    const write = (line: string): void => {
      fenceOf(path)?.glance();
      const { size } = fstatSync(file);
      try {
        writeFileSync(file, Buffer.from(line));
      } catch (error) {
        ftruncateSync(file, size);
        throw fileError(error, path, 'written');
      }
    };
    return { write, close: () => closeSync(file) };
  } catch (error) {
    throw fileError(error, path, 'written');
  }
}

/**
 * The log of a run: `log.ndjson` in its folder, which exists, one JSON object a line.
 *
 * @throws UserError, here and where a line is logged, when the file system refuses
 */
export function runLog(folder: string, options: LogOptions) {
  const file = lineWriter(join(folder, 'log.ndjson'), options);
  const settings = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return { logger: pino(settings, file), close: file.close };
}

/** An observer that also writes to the log. */
export function logged(observer: TrainingObserver, logger: pino.Logger): TrainingObserver {
  return {
    ...observer,
    loss: (progress) => {
      const { step, loss, tokensPerSecond } = progress;
      logger.info({ step, loss, tokensPerSecond: Math.round(tokensPerSecond) }, 'train');
      observer.loss(progress);
    },
    dev: (point) => {
      logger.info(point, 'dev');
      observer.dev(point);
    },
    devBleu: (point) => {
      logger.info({ step: point.step, bleu: point.bleu.score }, 'dev BLEU');
      observer.devBleu?.(point);
    },
  };
}
