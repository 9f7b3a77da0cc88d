#!/usr/bin/env node
/**
 * The command line. In a clone it sets up and builds first when needed, quietly: everything but an
 * answer goes to standard error.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'out/main/cli.js');

/** False after a failure that was told. An installed package has no sources and is complete. */
async function makeReady() {
  if (!existsSync(join(root, 'src'))) return true;
  const { installNodeModules } = await import('../scripts/setup/install-node-modules.mjs');
  const { SetupFailure } = await import('../scripts/setup/run-command.mjs');
  const { buildApp, isBuilt } = await import('../scripts/start/build-app.mjs');
  try {
    await installNodeModules(console.error);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    console.error(`${error.message}\n${error.remedy}`);
    return false;
  }
  if (existsSync(program) && (await isBuilt())) return true;
  console.error('Building Touchstone.');
  const { code, output } = await buildApp({ show: false });
  if (code === 0) return true;
  console.error(output);
  return false;
}

if (await makeReady()) await import(pathToFileURL(program).href);
else process.exitCode = 3;
