/** Bundles TypeScript sources, so that the benchmark can run them under plain Node. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const source = join(import.meta.dirname, '..', 'src');

async function bundle(entry, outDir, plugins = []) {
  await build({
    configFile: false,
    logLevel: 'error',
    plugins,
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        output: { entryFileNames: 'entry.mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return join(outDir, 'entry.mjs');
}

/** Touchstone's reader. */
export function bundleReader(scratch) {
  const entry = join(scratch, 'touchstone.ts');
  const modules = {
    readHeapFile: 'main/analysis/heap-read-file',
    HeapAnalysis: 'core/analyse/heap/analyse-heap',
  };
  writeFileSync(
    entry,
    reexport(modules, (path) => join(source, path)),
  );
  return bundle(entry, join(scratch, 'touchstone'));
}

/** DevTools' reader; what it says to a person is left out, as its translations are no part of the package. */
export function bundleDevTools(folder, scratch) {
  const root = join(folder, 'node_modules', 'chrome-devtools-frontend', 'front_end');
  const worker = join(root, 'entrypoints', 'heap_snapshot_worker');
  const entry = join(scratch, 'devtools.ts');
  const texts = join(scratch, 'i18n.ts');
  const model = join(scratch, 'model.ts');
  writeFileSync(
    entry,
    ['HeapSnapshot', 'HeapSnapshotLoader']
      .map((name) => `export * as ${name} from '${join(worker, name)}.ts';`)
      .join('\n'),
  );
  writeFileSync(
    texts,
    `export const i18n = { registerUIStrings: () => ({}), getLocalizedString: (_, text) => text,
      getLazilyComputedLocalizedString: (_, text) => () => text, serializeUIString: JSON.stringify,
      lockedString: (text) => text, lockedLazyString: (text) => () => text };`,
  );
  const modelFile = join(root, 'models', 'heap_snapshot', 'HeapSnapshotModel.ts');
  writeFileSync(model, `export * as HeapSnapshotModel from '${modelFile}';`);
  return bundle(entry, join(scratch, 'devtools'), [
    {
      name: 'devtools-sources',
      enforce: 'pre',
      resolveId(id) {
        if (id.endsWith('/i18n/i18n.js')) return texts;
        return id.endsWith('/heap_snapshot/heap_snapshot.js') ? model : null;
      },
    },
  ]);
}

function reexport(modules, locate) {
  return Object.entries(modules)
    .map(([name, path]) => `export { ${name} } from '${locate(path)}';`)
    .join('\n');
}
