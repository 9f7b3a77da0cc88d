import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot, runCommand } from '../setup/run-command.mjs';

const SOURCES = ['src', 'electron.vite.config.ts', 'tsconfig.base.json', 'package-lock.json'];
const STAMP = 'out/.touchstone-build';
const PRODUCTS = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/**
 * Whether `out/` was made from the sources as they are now.
 *
 * @returns {Promise<boolean>}
 */
export async function isBuilt() {
  if (!PRODUCTS.every((path) => existsSync(join(repositoryRoot, path)))) return false;
  const stamp = await readFile(join(repositoryRoot, STAMP), 'utf8').catch(() => '');
  return stamp === (await digestFiles(repositoryRoot, SOURCES));
}

/**
 * Builds the app into `out/` by electron-vite.
 *
 * @param {{ show: boolean }} options whether the build's output goes to this terminal
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function buildApp({ show }) {
  const stamp = join(repositoryRoot, STAMP);
  await rm(stamp, { force: true });
  const digest = await digestFiles(repositoryRoot, SOURCES);
  const tool = join(repositoryRoot, 'node_modules/electron-vite/bin/electron-vite.js');
  const result = await runCommand([process.execPath, tool, 'build'], { show });
  if (result.code === 0) await writeFile(stamp, digest);
  return result;
}

/**
 * A digest of names and contents of files, those in folders included, in a fixed order. Tests are
 * left out: they are not built. Contents and not times, since git touches times on each switch.
 *
 * @param {string} root
 * @param {string[]} paths relative to root; those that do not exist are passed over
 * @returns {Promise<string>} SHA-256, hexadecimal
 */
export async function digestFiles(root, paths) {
  const files = [];
  for (const path of paths) {
    const entries = await readdir(join(root, path), {
      recursive: true,
      withFileTypes: true,
    }).catch((error) => {
      if (error.code === 'ENOTDIR') files.push(join(root, path));
      else if (error.code !== 'ENOENT') throw error;
      return [];
    });
    for (const entry of entries) {
      if (entry.isFile() && !/\.test\.\w+$/.test(entry.name)) {
        files.push(join(entry.parentPath ?? entry.path, entry.name));
      }
    }
  }
  const digest = createHash('sha256');
  for (const file of files.sort()) {
    const content = await readFile(file);
    digest.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex');
}
