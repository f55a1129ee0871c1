import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { builtinCorpus } from '../data/builtin-corpus.ts';
import { encodePairs } from '../data/examples.ts';
import { parseModel } from '../data/sentencepiece-model.ts';
import { loadVocabulary } from '../data/vocabulary.ts';
import { hereOrInCheckout } from '../platform/checkout.ts';
import { type Corpus, packCorpus } from './corpus-file.ts';
import { pageHtml } from './page.ts';
import { loadSettings } from './settings.ts';
import type { Settings } from './setup.ts';

const HERE = import.meta.dirname;

/** Without threads, which most static hosts do not let a page have, and which so small a model does
 * not need: two runs keep two cores busy. */
const WASM_FILES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

/** Compressed, which its name does not say: some hosts would take a `.gz` for an encoding of theirs. */
const CORPUS_FILE = 'corpus.bin';

/** The vocabulary that every protocol of the page has. */
function vocabularyPath({ protocols }: Settings): string {
  const paths = new Set(Object.values(protocols).map(({ config }) => config.data.vocabulary));
  if (paths.size !== 1)
    throw new Error(`the page has one vocabulary, not ${[...paths].join(', ')}`);
  return [...paths][0]!;
}

/** The built-in corpus, encoded as a run on the command line encodes it. */
export async function encodedCorpus(vocabularyFile: string): Promise<Corpus> {
  const vocabulary = await loadVocabulary(vocabularyFile);
  const { pieces } = parseModel(readFileSync(hereOrInCheckout(vocabularyFile)));
  const { train, dev } = builtinCorpus();
  const { padId, unkId, bosId, eosId } = vocabulary;
  return {
    symbols: { padId, unkId, bosId, eosId },
    pieces: pieces.map(({ text }) => text),
    train: encodePairs(train, vocabulary),
    dev: encodePairs(dev, vocabulary),
    devText: dev,
  };
}

/** The page's scripts; what a backend needs is loaded with it. */
async function bundleScripts(folder: string): Promise<void> {
  await build({
    entryPoints: { page: join(HERE, 'client', 'main.ts'), worker: join(HERE, 'worker', 'main.ts') },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    // Node's own, which training takes turns with.
    alias: { 'node:timers/promises': join(HERE, 'worker', 'next-turn.ts') },
    define: { 'process.platform': '"browser"' },
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

/** Writes the page into `folder`, in place of what is there. */
export async function buildPlayground(folder: string): Promise<void> {
  const settings = loadSettings();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundleScripts(folder);
  const corpus = packCorpus(await encodedCorpus(vocabularyPath(settings)));
  writeFileSync(join(folder, CORPUS_FILE), gzipSync(corpus, { level: 9 }));
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  for (const file of WASM_FILES) copyFileSync(join(wasm, file), join(folder, file));
  const style = readFileSync(join(HERE, 'page.css'), 'utf8');
  writeFileSync(join(folder, 'index.html'), pageHtml(settings, style, CORPUS_FILE));
}
