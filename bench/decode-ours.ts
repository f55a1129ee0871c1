// `node --import tsx decode-ours.ts`: a contestant of the decoding benchmark; see decode-protocol.ts.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../src/backend/start.ts';
import { graphExecutor } from '../src/graph/executor.ts';
import { parameterSpecs } from '../src/model/parameters.ts';
import { prepareTranslation, translate } from '../src/train/evaluate.ts';
import { PARAMETERS } from '../src/train/programs.ts';
import { type TensorTree, withPrefix } from '../src/tree.ts';
import type { DecodeReady, DecodeTurn, DecodeWorkload } from './decode-protocol.ts';

function loadParameters({ model, vocabulary, parametersFile }: DecodeWorkload): TensorTree {
  const values = JSON.parse(readFileSync(parametersFile, 'utf8')) as Record<string, number[]>;
  return Object.fromEntries(
    Object.entries(parameterSpecs(model, vocabulary)).map(([name, { shape }]) => [
      name,
      tf.tensor(values[name]!, [...shape]),
    ]),
  );
}

/** Prepares to translate everything; each call does. */
function createTranslation(workload: DecodeWorkload): () => Promise<number[][]> {
  const { model, symbols, search, sentences, lengths, sources } = workload;
  const executor = graphExecutor(withPrefix(PARAMETERS, loadParameters(workload)));
  const options = { search: { kind: 'beam', ...search }, sentences, lengths } as const;
  prepareTranslation(executor, model, sources, symbols, options);
  return () => translate(executor, model, sources, symbols, options);
}

async function takeTurn(translateAll: () => Promise<number[][]>): Promise<DecodeTurn> {
  const start = performance.now();
  const translations = await translateAll();
  return {
    seconds: (performance.now() - start) / 1000,
    translations,
    // Node counts it in kibibytes.
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

function answer(message: DecodeReady | DecodeTurn): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const { library, threads } = await startBackend({ backend: 'tensorflow' });
let translateAll: (() => Promise<number[][]>) | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  if (translateAll !== undefined) {
    answer(await takeTurn(translateAll));
    continue;
  }
  translateAll = createTranslation(JSON.parse(line) as DecodeWorkload);
  answer({ library, threads });
}
