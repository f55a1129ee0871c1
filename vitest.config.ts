import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,bench}/**/*.test.ts', 'packages/*.test.ts', 'packages/*/src/**/*.test.ts'],
    // The native TensorFlow binding may be loaded once per process only, so tests run in processes.
    pool: 'forks',
    testTimeout: 60_000,
  },
});
