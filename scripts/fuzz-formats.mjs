/**
 * Damages real captures of every format and reads them: no exception, no unsound profile, no file that takes 10 s.
 *
 *     node scripts/fuzz-formats.mjs [--iterations 200000] [--seconds 600] [--seed 1] [--only NAME]
 *
 * What is found is written to the folder given by --keep. Not part of the tests; a short form is.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { runnerImport } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '200000' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
  },
});

const folder = join(root, 'src/core/parse/registry/testing');
const options = { root, configFile: false, logLevel: 'error' };
const { module: fuzz } = await runnerImport(join(folder, 'fuzz-formats.ts'), options);
const { module: list } = await runnerImport(join(folder, 'format-samples.ts'), options);

const samples = list.FORMAT_SAMPLES.filter(({ file }) => file.includes(values.only)).map(
  ({ file, bytes }) => {
    const stored = readFileSync(join(root, 'fixtures', file));
    const whole = file.endsWith('.gz') ? gunzipSync(stored) : stored;
    return { name: file, bytes: new Uint8Array(whole.subarray(0, bytes)) };
  },
);
const outcome = fuzz.fuzzFormats(samples, {
  seed: Number(values.seed),
  iterations: Number(values.iterations),
  seconds: Number(values.seconds),
});
for (const { sample, iteration, problem, bytes } of outcome.findings) {
  console.log(`${sample}, iteration ${iteration}: ${problem}`);
  if (values.keep === undefined) continue;
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, `${iteration}-${basename(sample)}`), bytes);
}
console.log(
  `${outcome.iterations} damaged files, ${outcome.read} of them readable, ${outcome.findings.length} findings; slowest ${outcome.slowestMs} ms (${outcome.slowest}).`,
);
process.exitCode = outcome.findings.length > 0 ? 1 : 0;
