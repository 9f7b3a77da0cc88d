import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { FORMAT_SAMPLES } from './testing/format-samples';
import { fuzzFormats } from './testing/fuzz-formats';

const FIXTURES = resolve(import.meta.dirname, '../../../../fixtures');

const samples = FORMAT_SAMPLES.map(({ file, bytes }) => {
  const stored = readFileSync(resolve(FIXTURES, file));
  const whole = file.endsWith('.gz') ? gunzipSync(stored) : stored;
  return { name: file, bytes: new Uint8Array(whole.subarray(0, bytes)) };
});

it('gives a sound profile or a clear failure for every damaged file', () => {
  // A short form of scripts/fuzz-formats.mjs, with the same cases on every machine.
  const outcome = fuzzFormats(samples, { seed: 1, iterations: 2500, seconds: Infinity });
  expect(
    outcome.findings
      .slice(0, 3)
      .map(({ sample, iteration, problem }) => `${sample} ${iteration}: ${problem}`),
  ).toEqual([]);
  // Damage that leaves nothing readable, or everything, would test nothing.
  expect(outcome.read).toBeGreaterThan(0);
  expect(outcome.read).toBeLessThan(outcome.iterations);
});
