import { SingleBar } from 'cli-progress';
import prettyBytes from 'pretty-bytes';
import type { DownloadObserver } from '../data/download/download.ts';
import type { PrepareObserver, Stage } from '../data/prepare/prepare.ts';

const say = (line: string) => console.error(line);

const isTerminal = () => process.stderr.isTTY === true;

const liveBar = (format: string) =>
  new SingleBar({ format, stream: process.stderr, etaBuffer: 100, clearOnComplete: true });

/** What shows progress until it is closed: a live bar keeps the process and the terminal. */
type Closable<Observer> = Observer & { close(): void };

/** Shows downloads: a live bar on a terminal, else a line for what happens to each file. */
export function downloadProgress(): Closable<DownloadObserver> {
  let bar: SingleBar | undefined;
  const close = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    close,
    waiting: () => say('another process downloads into the same folder; waiting for it'),
    started: (name, bytes, have) => {
      const size = bytes === undefined ? '' : `, ${prettyBytes(bytes)}`;
      say(`${name}${size}${have > 0 ? `, going on after ${prettyBytes(have)}` : ''}`);
      if (!isTerminal() || bytes === undefined) return;
      const drawn = liveBar('  [{bar}] {percentage}%  {speed}/s  {eta_formatted} left');
      const started = performance.now();
      drawn.on('redraw-pre', () => {
        const seconds = (performance.now() - started) / 1000;
        drawn.update({ speed: prettyBytes((drawn.getProgress() * bytes - have) / seconds) });
      });
      drawn.start(bytes, have, { speed: '-' });
      bar = drawn;
    },
    progress: (_name, bytes) => bar?.update(bytes),
    retrying: (name, reason) => {
      say(`${isTerminal() ? '\n' : ''}${name}: ${reason}; trying again`);
    },
    verified: (name, present) => {
      close();
      say(`${name}: ${present ? 'there already' : 'downloaded'}, size and checksum right`);
    },
  };
}

const STAGES: Readonly<Record<Stage, string>> = {
  check: 'checking the files',
  unpack: 'unpacking',
  clean: 'cleaning and filtering',
  vocabulary: 'training the vocabulary (sentencepiece)',
  encode: 'encoding into shards',
};

/** Time between two drawings of the bar. */
const DRAWN_EVERY_MS = 100;

/** Shows preparation: what is being done, and a live bar on a terminal. */
export function prepareProgress(): Closable<PrepareObserver> {
  let bar: SingleBar | undefined;
  let started = 0;
  let drawn = 0;
  const close = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    close,
    waiting: () => say('another process prepares the same data; waiting for it'),
    stage: (stage, pairs) => {
      close();
      say(`${STAGES[stage]}${pairs === undefined ? '' : `: ${pairs} pairs`}`);
      if (!isTerminal() || (stage !== 'clean' && stage !== 'encode')) return;
      bar = liveBar(
        pairs === undefined
          ? '  {value} pairs  {speed} pairs/s'
          : '  [{bar}] {value}/{total} pairs  {speed} pairs/s  {eta_formatted} left',
      );
      started = performance.now();
      bar.start(pairs ?? 0, 0, { speed: '-' });
    },
    progress: (pairs) => {
      const now = performance.now();
      if (bar === undefined || now - drawn < DRAWN_EVERY_MS) return;
      drawn = now;
      bar.update(pairs, { speed: Math.round((1000 * pairs) / (now - started)) });
      if (pairs === bar.getTotal()) bar.stop();
    },
  };
}
