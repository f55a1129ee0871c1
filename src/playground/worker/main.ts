import { layerFrom, type Mapping } from '../../config/layers.ts';
import { runConfigSchema } from '../../config/run-config.ts';
import { validate } from '../../config/validate.ts';
import { type Corpus, unpackCorpus } from '../corpus-file.ts';
import type { Reply, Request } from '../messages.ts';
import { startBackend } from './backend.ts';
import { memory, openRun, type PageRun, SHOWN, sizeOf } from './training.ts';

/*
 * One run of the page, away from its thread.
 */

/** What a worker is given by the browser; the types of a page do not have it. */
declare function postMessage(reply: Reply): void;
declare function addEventListener(
  type: 'message',
  listener: (event: { readonly data: Request }) => void,
): void;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : `${error}`);

const fail = (error: unknown): void => postMessage({ kind: 'failed', message: reasonOf(error) });

async function fetchCorpus(address: string): Promise<Corpus> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the corpus cannot be loaded: ${address}: ${response.status}`);
  const stream = response.body!.pipeThrough(new DecompressionStream('gzip'));
  return unpackCorpus(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** @throws UserError that says what is wrong with the configuration */
const checked = (config: unknown) =>
  validate(runConfigSchema, layerFrom(config as Mapping, ''), 'this optimiser');

/** Resolves once the worker can compute. */
let corpus: Promise<Corpus>;
let run: PageRun | undefined;

async function start({ backend, corpus: address }: Extract<Request, { kind: 'start' }>) {
  const loading = fetchCorpus(address);
  const device = await startBackend(backend, fail);
  const { devText } = await loading;
  const shown = SHOWN.map((index) => {
    const { source, target } = devText[index]!;
    return { source, reference: target };
  });
  postMessage({ kind: 'ready', device, shown });
  return loading;
}

async function go(): Promise<void> {
  const current = run!;
  const outcome = await current.go();
  // Another run has taken its place.
  if (current === run) postMessage({ kind: 'ended', outcome });
}

async function answer(request: Request): Promise<void> {
  switch (request.kind) {
    case 'start':
      corpus = start(request);
      await corpus;
      return;
    case 'check': {
      const { id } = request;
      const loaded = await corpus;
      try {
        postMessage({ kind: 'checked', id, ...sizeOf(checked(request.config), loaded) });
      } catch (error) {
        postMessage({ kind: 'checked', id, problem: reasonOf(error) });
      }
      return;
    }
    case 'train': {
      const loaded = await corpus;
      run?.dispose();
      run = openRun(checked(request.config), loaded, postMessage);
      return go();
    }
    case 'stop':
      return run?.stop();
    case 'resume':
      return go();
    case 'memory':
      postMessage({ kind: 'memory', ...memory() });
  }
}

addEventListener('message', ({ data }) => {
  answer(data).catch(fail);
});
