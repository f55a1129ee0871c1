import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { say } from './benchmark.ts';

/** Characters of a dying process's standard error that are worth showing. */
const KEPT_ERRORS = 2000;

/**
 * Before this process has started a backend of its own, whose settings (instruction sets, threads)
 * would otherwise become those of every contestant.
 */
const ENVIRONMENT = { ...process.env };

const BENCH = fileURLToPath(new URL('..', import.meta.url));

/**
 * What the contestants of a benchmark say, one JSON object a line: each reads its workload and
 * answers `ready`; then it answers each request with a `turn`, until its standard input ends.
 */
type Protocol<Ready, Turn> = {
  readonly ready: z.ZodType<Ready>;
  readonly turn: z.ZodType<Turn>;
};

export const milliseconds = z.number().positive();
export const count = z.int().positive();

/** What every contestant says of itself. */
export const readyParts = {
  /** Such as `TensorFlow 2.21.0`. */
  library: z.string(),
  threads: count,
};

/** What every turn ends with. */
export const turnParts = {
  /** The most memory that the process has had resident since it started. */
  peakMemoryBytes: count,
};

/** A process that takes part in a benchmark. */
export type Entrant = {
  /** What progress and errors call it. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
  /** Kills the process. */
  readonly signal?: AbortSignal;
  /** What it is to do, all of it: sent as one line of JSON. */
  readonly workload: object;
};

/**
 * A process that takes a turn when it is asked to. It lives for all its turns, waiting idle between
 * them: a fresh process for each would spend most of its time on loading libraries and tracing.
 */
type Contestant<Ready, Turn> = {
  /** What it said of itself. */
  readonly ready: Ready;
  turn(request: object): Promise<Turn>;
  /** Ends the process, and resolves once its memory is given back. */
  stop(): Promise<void>;
};

/** What a contestant said of itself, with a turn for each round. */
export type Course<Ready, Turn> = { readonly ready: Ready; readonly turns: readonly Turn[] };

/** The command that runs a file of `bench`: TypeScript by Node, Python by `python`. */
export function commandOf(
  file: string,
  python: string,
  args: readonly string[] = [],
): [string, ...string[]] {
  return file.endsWith('.py')
    ? [python, '-m', file.slice(0, -'.py'.length).replaceAll('/', '.'), ...args]
    : [process.execPath, '--import', import.meta.resolve('tsx'), `${BENCH}${file}`, ...args];
}

/** What runs each contestant of a benchmark: a file of `bench`, and its arguments. */
type Programs<Name extends string> = Readonly<Record<Name, readonly [string, ...string[]]>>;

/** @param python the interpreter that has the peers */
export function entrantOf<Name extends string>(
  programs: Programs<Name>,
  name: Name,
  workload: object,
  python: string,
): Entrant {
  const [file, ...args] = programs[name];
  return { name, command: commandOf(file, python, args), workload };
}

/** Resolves to how the process ended, in words. */
function ending(child: ChildProcess): Promise<string> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-KEPT_ERRORS);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) =>
      resolve(`it ended with ${signal ?? `exit code ${code}`}\n${errors}`.trim()),
    );
  });
}

/**
 * Starts a contestant, and waits until it is ready.
 *
 * @throws Error with the end of its standard error where the process dies, now or in a later turn
 */
export async function startContestant<Ready, Turn>(
  { name, command, env, signal, workload }: Entrant,
  protocol: Protocol<Ready, Turn>,
): Promise<Contestant<Ready, Turn>> {
  const [executable, ...args] = command;
  const child = spawn(executable, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Python finds the peers' modules in `bench`, and is to leave nothing there.
    env: { ...ENVIRONMENT, PYTHONPATH: BENCH, PYTHONDONTWRITEBYTECODE: '1', ...env },
    ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' as const }),
  });
  const ended = ending(child);
  // A write to a dead process fails here; the end of its output tells why it died.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async <T>(message: object, schema: z.ZodType<T>): Promise<T> => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const line = await lines.next();
    if (line.done) throw new Error(`the process of ${name} gave no answer: ${await ended}`);
    try {
      return schema.parse(JSON.parse(line.value));
    } catch (error) {
      child.kill();
      throw new Error(`the process of ${name} answered ${line.value}`, { cause: error });
    }
  };
  return {
    ready: await ask(workload, protocol.ready),
    turn: (request) => ask(request, protocol.turn),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/**
 * Lets all entrants have their turns, one after the other: A B C, A B C. Only they are in memory.
 *
 * @param title what is compared, for lines of progress
 * @param request what each is asked in each round
 * @returns what each did, in the order of the entrants
 */
export async function takeTurns<Ready, Turn>(
  title: string,
  entrants: readonly Entrant[],
  protocol: Protocol<Ready, Turn>,
  { rounds, request }: { rounds: number; request: object },
): Promise<Course<Ready, Turn>[]> {
  const contestants: Contestant<Ready, Turn>[] = [];
  const turns = entrants.map((): Turn[] => []);
  try {
    for (const entrant of entrants) {
      say(`${title}: starting ${entrant.name}`);
      contestants.push(await startContestant(entrant, protocol));
    }
    for (let round = 1; round <= rounds; round++) {
      say(`${title}: round ${round} of ${rounds}`);
      for (const [i, contestant] of contestants.entries()) {
        turns[i]!.push(await contestant.turn(request));
      }
    }
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()));
  }
  return contestants.map(({ ready }, i) => ({ ready, turns: turns[i]! }));
}
