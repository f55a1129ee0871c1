import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Files that take about a second or more on two cores: they train, start processes or browsers, or
 * compute the same over again by another way. `npx vitest run --project fast` leaves them out, and
 * with them those that replace modules which others load.
 */
export const SLOW = [
  'bench/**/parity.test.ts',
  'packages/published.test.ts',
  'packages/optim/src/{links,named,properties}.test.ts',
  'packages/optim/src/drop-in/{browser,transform-optimizer}.test.ts',
  'packages/optim/src/example/*.test.ts',
  'packages/optim/src/links/scale-by-sm3.test.ts',
  'packages/sacrebleu-ts/src/{bleu,chrf,properties,sentences,short-segments,ter}.test.ts',
  'src/backend/{start,tensorflow,webgpu}.test.ts',
  'src/backend/setup/{library,tools}.test.ts',
  'src/checkpoint/large-checkpoint.test.ts',
  'src/cli/{cli,data,input-lines,main,mistakes,report,run,sublinear,terminal,until-decided}.test.ts',
  'src/data/{large-text,vocabulary-trainer,word-encoder}.test.ts',
  'src/data/download/download.test.ts',
  'src/decode/{beam,greedy}.test.ts',
  'src/experiment/{definition,make-targets,runner,shipped-experiments,state-sizes,table2}.test.ts',
  'src/graph/rules/rules.test.ts',
  'src/landscapes/landscapes.test.ts',
  'src/model/{dropout-sites,transformer}.test.ts',
  'src/notebooks/{execute,notebooks,row-walk}.test.ts',
  'src/ops/webgpu.test.ts',
  'src/platform/{atomic-write-race,lease}.test.ts',
  'src/playground/browser.test.ts',
  'src/report/{figures,page,stats}/*.test.ts',
  'src/results/provenance.test.ts',
  'src/train/{compiled-step,divergence,language-model,probe,step,translator}.test.ts',
  'src/train/{run,trained-model,webgpu}.test.ts',
  'test/{faults,portable,support}/*.test.ts',
];

// `make toy-corpus` runs that package's: what it makes is stored.
const EXCLUDED = [...configDefaults.exclude, 'packages/toy-corpus/**'];

export default defineConfig({
  test: {
    // The native TensorFlow binding may be loaded once per process only, so tests run in processes.
    pool: 'forks',
    // Vitest leaves a core free, which on two cores is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          // Files of a worker share their modules, which would take longer to load than to test.
          isolate: false,
          include: [
            '{src,bench,test}/**/*.test.ts',
            'packages/*.test.ts',
            'packages/*/src/**/*.test.ts',
          ],
          exclude: [...EXCLUDED, ...SLOW],
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW, exclude: EXCLUDED } },
    ],
  },
});
