import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeFolder } from '../builds.js';

const run = promisify(execFile);
const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const BENCHES = ['candidate', 'fixed', 'reference'];
const RUNS = [
  ['lookup', 500],
  ['lookup', 30],
  ['insert', 150],
  ['insert-batch', 250],
  ['scan', 500],
  ['update', 500],
];

async function runBench(build, args, folder) {
  const env = { ...process.env, TOUCHSTONE_DATA: folder };
  if (!folder) delete env.TOUCHSTONE_DATA;
  const { stdout } = await run(process.execPath, [`${build}/bench.js`, ...args], {
    cwd: ROOT,
    env,
  });
  return stdout;
}

describe('workloads', () => {
  for (const [name, n] of RUNS) {
    it(`${name} ${n} prints the same in every build and every run`, async (t) => {
      const { folder } = makeFolder(t);
      const prepared = !name.startsWith('insert');
      const outputs = [];
      for (const build of BENCHES) {
        if (prepared) await runBench(build, [`prepare-${name}`, `${n}`], folder);
        const before = fs.readdirSync(folder).sort();
        outputs.push(await runBench(build, [name, `${n}`], folder));
        outputs.push(await runBench(build, [name, `${n}`], folder));
        assert.deepEqual(fs.readdirSync(folder).sort(), before);
      }
      outputs.push(await runBench('fixed', [name, `${n}`]));
      assert.match(outputs[0], /^workload /);
      for (const output of outputs) assert.equal(output, outputs[0]);
    });
  }

  it('refuses an unknown workload with a usage line', async () => {
    await assert.rejects(runBench('candidate', ['nothing', '5']), (error) => {
      assert.equal(error.code, 2);
      assert.match(error.stderr, /^usage: /);
      return true;
    });
  });
});
