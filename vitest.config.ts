import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,bench,test}/**/*.test.ts', 'packages/*.test.ts', 'packages/*/src/**/*.test.ts'],
    // Run by `make toy-corpus`: what it makes is stored.
    exclude: [...configDefaults.exclude, 'packages/toy-corpus/**'],
    // The native TensorFlow binding may be loaded once per process only, so tests run in processes.
    pool: 'forks',
    // Vitest leaves a core free, which on two cores is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
  },
});
