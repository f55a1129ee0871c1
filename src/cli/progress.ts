import { SingleBar } from 'cli-progress';
import { statusObserver, type TrainingStatus } from '../train/status.ts';
import type { TrainingObserver } from '../train/trainer.ts';
import { trainingLine } from './training-line.ts';

/** A run in training, drawn as one live line. */
export type LiveLine = {
  readonly observer: TrainingObserver;
  /** Leaves the line as it is and the terminal as it was. */
  stop(): void;
};

/** Steps that the time left is reckoned from. */
const ETA_STEPS = 50;

/** Draws training as one live line on `stream`, a terminal. */
export function liveLine(stream: NodeJS.WritableStream = process.stderr): LiveLine {
  let bar: SingleBar | undefined;
  const say = (line: string) => {
    // Where a line is drawn, what is said takes its place, and it is drawn anew below.
    stream.write(bar === undefined ? `${line}\n` : `\r${line}\u001B[K\n`);
  };
  const show = (status: TrainingStatus) => {
    if (status.steps === 0) {
      say(status.phase!);
      return;
    }
    if (bar === undefined) {
      bar = new SingleBar({ format: trainingLine, stream, etaBuffer: ETA_STEPS });
      // A run that goes on did its first steps at another time.
      bar.start(status.steps, Math.max(0, status.step - 1), { status });
    }
    bar.update(status.step, { status });
  };
  return {
    observer: { ...statusObserver(show), notice: say },
    stop: () => bar?.stop(),
  };
}
