/**
 * `npm run bench -- NAME [ARGUMENT…]` builds bench/NAME.ts and runs it; without a name it lists them.
 * A benchmark prints ratios to a peer that ran interleaved with it, and the machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { hasDisplay } from '../scripts/start/choose-launch.mjs';

const folder = import.meta.dirname;
const root = resolve(folder, '..');

/** Those that need no building: they start each reader in a process of its own. */
const PLAIN = {
  heap: {
    file: 'heap-snapshot.mjs',
    summary: 'Heap snapshots against DevTools and JSON.parse.',
  },
  'heap-agreement': {
    file: 'heap-agreement.mjs',
    summary: 'Heap snapshots node for node against DevTools.',
  },
};

function listBenchmarks() {
  for (const [plain, { summary }] of Object.entries(PLAIN)) {
    console.log(`  ${plain.padEnd(14)} ${summary}`);
  }
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.bench.ts'))) {
    const [, summary = ''] =
      /\/\*\*\s*\*?\s*(.+?)(?: \*\/)?\n/.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
    console.log(`  ${file.replace('.bench.ts', '').padEnd(14)} ${summary}`);
  }
}

const [name, ...args] = process.argv.slice(2);
if (name !== undefined && Object.hasOwn(PLAIN, name)) {
  const file = join(folder, PLAIN[name].file);
  process.argv = [process.argv[0], file, ...args];
  await import(pathToFileURL(file).href);
  process.exit();
}
const entry = name ? join(folder, `${name}.bench.ts`) : null;
if (!entry || !existsSync(entry)) {
  console.error(name ? `There is no benchmark '${name}'. There are:` : 'npm run bench -- NAME');
  listBenchmarks();
  process.exit(name ? 2 : 0);
}

// What starts windows needs a display: without one it gets one in memory, as the tests of the app do.
const needsWindow = /_electron|startWindow/.test(readFileSync(entry, 'utf8'));
if (needsWindow && !hasDisplay(process.platform, process.env)) {
  const size = '-screen 0 1920x1080x24';
  const again = ['-a', '-s', size, process.execPath, ...process.argv.slice(1)];
  const { status, error } = spawnSync('xvfb-run', again, { stdio: 'inherit' });
  if (error !== undefined) {
    console.error('There is no display. Install one in memory: sudo apt-get install xvfb xauth');
  }
  process.exit(status ?? 1);
}

const outDir = join(root, 'out/bench');
await build({
  root,
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  build: {
    ssr: entry,
    outDir,
    emptyOutDir: false,
    target: 'node20.18',
    rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
  },
});
process.argv = [process.argv[0], join(outDir, `${name}.mjs`), ...args];
await import(pathToFileURL(join(outDir, `${name}.mjs`)).href);
