import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.{ts,mjs}'],
    environment: 'node',
    testTimeout: 60_000,
    // Hooks build the command line and compile programs: beside others on a slow machine that takes more than the usual 10 s.
    hookTimeout: 60_000,
    // Tests that launch real targets share two cores; more workers would only make them slower.
    maxWorkers: 2,
  },
});
