/**
 * Compares Touchstone's reading of real heap snapshots with DevTools' own, node for node: sizes, retained sizes,
 * dominators, distances from the root, and every class's count, own and retained bytes. Each in a process of its own.
 *
 *   node bench/heap-agreement.mjs [--devtools FOLDER] [--node PROGRAM]… [--electron PROGRAM] [--records 40000] [FILE…]
 *
 * Without files it makes them: with each Node a small program, one that tracks allocations, Prettier at work
 * and records of about 80 MB; a page with detached elements with Electron, beside the one among the fixtures.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { bundleDevTools, bundleReader } from './heap-bundle.mjs';
import { loadDevTools } from './heap-devtools.mjs';
import { locateDevTools } from './heap-peer.mjs';

const root = resolve(import.meta.dirname, '..');
const fixtures = join(root, 'fixtures');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    devtools: { type: 'string' },
    node: { type: 'string', multiple: true, default: [process.execPath] },
    electron: { type: 'string' },
    records: { type: 'string', default: '40000' },
    compare: { type: 'string', multiple: true },
  },
});

/**
 * Prettier with the syntax trees of 40 files: a real program of many classes and texts. A TypeScript compiler would be another, but Node 20
 * takes more than five minutes for a snapshot of one.
 */
const PARSER = `
const [folder, out] = process.argv.slice(1);
const { readdirSync, readFileSync } = await import('node:fs');
const { __debug: prettier } = await import('prettier');
globalThis.trees = [];
for (const name of readdirSync(folder, { recursive: true }).sort()) {
  if (!name.endsWith('.ts') || globalThis.trees.length === 40) continue;
  const text = readFileSync(folder + '/' + name, 'utf8');
  globalThis.trees.push(await prettier.parse(text, { parser: 'babel-ts' }));
}
(await import('node:v8')).writeHeapSnapshot(out);
`;

/**
 * V8 counts fewer functions of call paths in the head of a file than it writes, and DevTools' loader ends with an error over it; Touchstone's
 * reads what is there. So that both open the file, the number is put right; says so where it was.
 */
function correctFunctionCount(file) {
  const text = readFileSync(file, 'utf8');
  const { snapshot, trace_function_infos: infos } = JSON.parse(text);
  const [name, stated] = ['"trace_function_count":', snapshot.trace_function_count];
  const count = infos.length / snapshot.meta.trace_function_info_fields.length;
  if (count === stated) return '';
  writeFileSync(file, text.replace(`${name}${stated}`, `${name}${count}`));
  return ` (its head says ${stated} of ${count} functions)`;
}

/** Snapshots of real programs: label and file. */
async function makeSnapshots(scratch) {
  const made = [];
  const page = join(scratch, 'page.heapsnapshot');
  const stored = join(fixtures, 'heapsnapshot-electron-33/page.heapsnapshot.gz');
  await pipeline(createReadStream(stored), createGunzip(), createWriteStream(page));
  made.push(['a page, Electron 33.2.1', page]);
  const own = join(fixtures, 'heapsnapshot-node-20');
  for (const [at, node] of values.node.entries()) {
    const run = (...args) =>
      execFileSync(node, ['--max-old-space-size=16000', ...args], { cwd: root, stdio: 'pipe' });
    const version = `Node ${String(run('-p', 'process.versions.node')).trim()}`;
    const out = (name) => join(scratch, `${at}-${name}.heapsnapshot`);
    const folder = mkdtempSync(join(scratch, 'made-'));
    run(join(own, 'program.mjs'), folder);
    made.push([`a small program, ${version}`, join(folder, 'after.heapsnapshot')]);
    run(join(own, 'tracked.mjs'), folder, '20000');
    const right = correctFunctionCount(join(folder, 'tracked.heapsnapshot'));
    made.push([`tracked allocations${right}, ${version}`, join(folder, 'tracked.heapsnapshot')]);
    run('--input-type=module', '-e', PARSER, join(root, 'src/core'), out('parser'));
    made.push([`Prettier at work, ${version}`, out('parser')]);
    run(join(root, 'bench/heap-allocate.mjs'), out('records'), values.records);
    made.push([`${values.records} records, ${version}`, out('records')]);
  }
  if (values.electron !== undefined) {
    const program = join(fixtures, 'heapsnapshot-electron-33/program.cjs');
    const file = join(scratch, 'electron.heapsnapshot');
    execFileSync(values.electron, ['--no-sandbox', program, file], { stdio: 'pipe' });
    made.push([`a page, ${basename(values.electron)} at hand`, file]);
  }
  return made;
}

/** Rows whose values differ, and how many were compared. */
function countDifferences(own, other) {
  if (own.length !== other.length) return Math.max(own.length, other.length);
  let differing = 0;
  for (let row = 0; row < own.length; row++) if (own[row] !== other[row]) differing++;
  return differing;
}

/** Classes as `place,name → count, own bytes, retained bytes`, the keys that DevTools has. */
function ownClasses({ classes, sums }) {
  const rows = new Map();
  classes.names.forEach((name, index) => {
    if (sums.count[index] === 0) return;
    const at = classes.locations[index];
    const place = at ? `${at.scriptId},${at.line - 1},${at.column - 1}` : '';
    const numbers = [sums.count[index], sums.selfBytes[index], sums.retainedBytes[index]];
    rows.set(`${place},${name}`, numbers.join(' '));
  });
  return rows;
}

/**
 * True where DevTools has two classes of one key, of which its list keeps the last: functions, and native objects named Function. Their objects
 * in all, and the bytes of these, are those of the one class then.
 */
function isWrittenOver(theirs, key, own) {
  const node = theirs.rootNode();
  let [count, bytes] = [0, 0];
  const kinds = new Set();
  for (let at = 0; at < theirs.nodes.length; at += theirs.nodeFieldCount) {
    node.nodeIndex = at;
    if (`,${node.className()}` !== key || node.selfSize() === 0) continue;
    kinds.add(node.classKeyInternal());
    count += 1;
    bytes += node.selfSize();
  }
  return kinds.size > 1 && own?.startsWith(`${count} ${bytes} `) === true;
}

async function compare(bundle, devtools, file) {
  const { readHeapFile, HeapAnalysis } = await import(pathToFileURL(bundle).href);
  const parsed = await readHeapFile(file);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const own = new HeapAnalysis(parsed.value);
  const { snapshot: theirs, close } = await loadDevTools(devtools, file);
  const { nodes, nodeFieldCount, nodeSelfSizeOffset, nodeCount } = theirs;
  const sizes = Float64Array.from({ length: nodeCount }, (_, node) =>
    nodes.getValue(node * nodeFieldCount + nodeSelfSizeOffset),
  );
  const mine = ownClasses(own);
  const aggregates = Object.entries(theirs.aggregatesWithFilter({}));
  const differing = aggregates.filter(
    ([key, { count, self, maxRet }]) => mine.get(key) !== `${count} ${self} ${maxRet}`,
  );
  const lost = differing.filter(([key]) => isWrittenOver(theirs, key, mine.get(key)));
  const extra = mine.size - aggregates.filter(([key]) => mine.has(key)).length;
  close();
  return {
    nodes: nodeCount,
    edges: parsed.value.edgeCount,
    classes: aggregates.length,
    retainedAtRoot: own.dominators.retainedSize[parsed.value.root],
    differences: {
      sizes: countDifferences(own.shallowSize, sizes),
      retained: countDifferences(own.dominators.retainedSize, theirs.retainedSizes),
      dominators: countDifferences(own.dominators.dominator, theirs.dominatorsTree),
      distances: countDifferences(own.distances, theirs.nodeDistances),
      classes: differing.length - lost.length + extra,
    },
    writtenOver: lost.map(([key]) => key.replace(/^,/, '')),
  };
}

async function run(scratch) {
  const folder = values.devtools === undefined ? locateDevTools() : resolve(values.devtools);
  if (folder === null) throw new Error('Nothing to compare with: DevTools could not be fetched.');
  const bundles = [await bundleReader(scratch), await bundleDevTools(folder, scratch)];
  const given = positionals.map((file) => [basename(file), resolve(file)]);
  const snapshots = given.length > 0 ? given : await makeSnapshots(scratch);
  for (const [label, file] of snapshots) {
    const self = ['--max-old-space-size=16000', fileURLToPath(import.meta.url)];
    const args = [...bundles, file].flatMap((each) => ['--compare', each]);
    const { stdout, stderr, status } = spawnSync(process.execPath, [...self, ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) {
      console.log(`${label}: not compared, ${/^.*Error: .*$/m.exec(stderr)?.[0] ?? 'ended early'}`);
      process.exitCode = 1;
      continue;
    }
    const found = JSON.parse(stdout);
    const megabytes = (statSync(file).size / 1e6).toFixed(1);
    const differences = Object.entries(found.differences).map(([what, n]) => `${what} ${n}`);
    console.log(
      `${label}: ${megabytes} MB, ${found.nodes} nodes, ${found.edges} edges, ${found.classes} classes, ` +
        `${found.retainedAtRoot} bytes; differing: ${differences.join(', ')}`,
    );
    if (found.writtenOver.length > 0) {
      console.log(
        `  DevTools' list lost a class of the same name: ${found.writtenOver.join(', ')}`,
      );
    }
    if (Object.values(found.differences).some((count) => count > 0)) process.exitCode = 1;
  }
}

if (values.compare !== undefined) {
  console.log(JSON.stringify(await compare(...values.compare)));
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
  try {
    await run(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
