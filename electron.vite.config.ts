import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

// The code must run on the floor runtime (Electron 33: Node 20.18, Chrome 130) whatever
// Electron package.json names; see docs/decisions.md.
const NODE_TARGET = 'node20.18';
const CHROME_TARGET = 'chrome130';

export default defineConfig({
  main: {
    build: {
      target: NODE_TARGET,
      sourcemap: true,
      // Built in, because finding and reading their dozens of files took longer than all the rest of a start.
      externalizeDeps: { exclude: ['zod', 'execa', 'semver'] },
      rolldownOptions: {
        input: {
          index: resolve('src/main/app/index.ts'),
          cli: resolve('src/cli/index.ts'),
          'analysis-worker': resolve('src/main/analysis/analysis-worker.ts'),
          'heap-worker': resolve('src/main/analysis/heap-worker.ts'),
          'import-worker': resolve('src/main/export/import-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      // A sandboxed preload must be one CommonJS file.
      lib: { entry: resolve('src/preload/index.ts'), formats: ['cjs'] },
    },
  },
  renderer: {
    root: resolve('src/renderer'),
    plugins: [react()],
    build: {
      target: CHROME_TARGET,
      // The window's policy has no data: addresses for fonts, so every one stays a file.
      assetsInlineLimit: 0,
      sourcemap: true,
      // A third of the text to be read and compiled before the first picture; the source map keeps names in reports.
      minify: true,
      rolldownOptions: { input: resolve('src/renderer/index.html') },
    },
  },
});
