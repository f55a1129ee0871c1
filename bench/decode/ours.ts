// `node --import tsx ours.ts native|portable`: a contestant of the decoding benchmark; see protocol.ts.
import { withPrefix } from 'sublinear-optim';
import type { Numerics } from '../../src/backend/numerics.ts';
import { startBackend } from '../../src/backend/start.ts';
import { graphExecutor } from '../../src/graph/executor.ts';
import { PARAMETERS } from '../../src/train/step.ts';
import { createTranslator } from '../../src/train/translator.ts';
import { readParameters } from '../harness/parameters-file.ts';
import { serve } from '../harness/serve.ts';
import type { DecodeReady, DecodeTurn, DecodeWorkload } from './protocol.ts';

/** Prepares to translate all sources; each call of the result translates them. */
function createTranslation(workload: DecodeWorkload) {
  const { model, symbols, search, sentences, lengths, sources, parametersFile } = workload;
  const executor = graphExecutor(withPrefix(PARAMETERS, readParameters(parametersFile)));
  const options = { search: { kind: 'beam', ...search }, sentences, lengths } as const;
  const translate = createTranslator(executor, model, symbols, options)(sources);
  return async () => {
    const start = performance.now();
    const translations = await translate();
    return { seconds: (performance.now() - start) / 1000, translations };
  };
}

const numerics = process.argv[2] as Numerics;
const { library, threads } = await startBackend({ backend: 'tensorflow', numerics });
await serve<DecodeWorkload, DecodeReady, DecodeTurn>(async (workload) => {
  const translateAll = createTranslation(workload);
  const { seconds: firstSeconds, translations } = await translateAll();
  return {
    ready: { library, threads, firstSeconds, translations },
    turn: async () => ({ seconds: (await translateAll()).seconds }),
  };
});
