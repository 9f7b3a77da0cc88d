/**
 * Damages compressed captures and archives of recordings, and reads them from disk as the command line does: no
 * exception, a failure that says something, nothing written outside of the folder that is meant.
 */
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { runnerImport } from 'vite';

const PACKED = [
  'py-spy-0.4/known-shares.speedscope.json.zst',
  'go-1.19/known-shares.cpu.pb.gz',
  'heapsnapshot-node-20/tracked.heapsnapshot.gz',
  'openjdk-17/known-shares.jfr.json.gz',
];

/** Reads `cases` damaged files; answers with what was found. Every third is an archive, half of these damaged before they were compressed. */
export async function fuzzPacked(root, { cases, seed, onCase, keep }) {
  const load = async (path) =>
    (await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' })).module;
  const { mutateBytes, seedRandom } = await load('src/core/parse/registry/testing/mutate-bytes.ts');
  const { importFile } = await load('src/main/export/import-file.ts');
  const { isArchive, openArchive } = await load('src/main/export/open-archive.ts');
  const { saveArchive } = await load('src/main/export/save-archive.ts');
  const { openStore } = await load('src/main/store/store.ts');
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-fuzz-'));
  const outcome = { read: 0, archives: 0, findings: [] };
  try {
    await cp(join(root, 'fixtures/recordings/version-1'), join(folder, 'home'), {
      recursive: true,
    });
    const store = openStore(join(folder, 'home'));
    const archive = join(folder, 'whole.touchstone');
    await saveArchive(store, (await store.find('latest')).value, archive, { strip: false });
    // Copies: a Buffer's slice shares its bytes, so that the damage would add up.
    const whole = new Uint8Array(await readFile(archive));
    const packed = await Promise.all(
      PACKED.map(async (name) => new Uint8Array(await readFile(join(root, 'fixtures', name)))),
    );
    const target = join(folder, 'inner', 'target');
    await mkdir(target, { recursive: true });
    for (let iteration = 0; iteration < cases; iteration++) {
      onCase(iteration);
      const random = seedRandom(seed + iteration);
      const ofArchive = iteration % 3 === 0;
      let bytes;
      if (!ofArchive) bytes = mutateBytes(packed[iteration % packed.length], random);
      else if (iteration % 2 === 0) bytes = mutateBytes(whole, random);
      else bytes = gzipSync(mutateBytes(gunzipSync(whole), random), { level: 1 });
      const file = join(folder, 'damaged');
      await writeFile(file, bytes);
      const problem = await findProblem(async () => {
        if (!ofArchive || !(await isArchive(file))) return await importFile(file);
        outcome.archives++;
        return await openArchive(openStore(target), file);
      });
      const strays = (await readdir(join(folder, 'inner'))).filter((name) => name !== 'target');
      const found = problem.text ?? (strays.length > 0 ? `it wrote ${strays.join(', ')}` : null);
      if (problem.read) outcome.read++;
      if (ofArchive) await rm(target, { recursive: true, force: true });
      if (found === null) continue;
      outcome.findings.push(`packed, iteration ${iteration}: ${found}`);
      if (keep !== undefined) await writeFile(join(keep, `${iteration}-packed`), bytes);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return outcome;
}

async function findProblem(read) {
  try {
    const done = await read();
    if (done.ok) return { text: null, read: true };
    const { message, remedy } = done.failure;
    return { text: message === '' || remedy === '' ? 'a failure says nothing' : null, read: false };
  } catch (error) {
    return { text: error.stack ?? String(error), read: false };
  }
}
