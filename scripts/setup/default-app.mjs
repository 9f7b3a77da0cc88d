/** package.json of the default app. */
const PACKAGE = JSON.stringify({ name: 'electron', type: 'module', main: 'main.js' });

/**
 * What `electron PATH` runs first: it reads the command line as Electron's own default app does
 * (electron/default_app/main.ts) and hands over to the app at PATH. It must be ESM and use
 * import(), or an ESM main could not be loaded.
 */
const MAIN = `
import { app } from 'electron/main';
import { existsSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const preloads = [];
let file;
for (let at = 1; at < process.argv.length; at++) {
  const argument = process.argv[at];
  if (argument === '--version' || argument === '-v') {
    console.log('v' + process.versions.electron);
    process.exit(0);
  } else if (argument === '-r' || argument === '--require') {
    preloads.push(process.argv[++at]);
  } else if (argument.startsWith('--app=')) {
    file = argument.slice('--app='.length);
    break;
  } else if (!argument.startsWith('-')) {
    file = argument;
    break;
  }
}
if (preloads.length > 0) Module._preloadModules(preloads);
if (file === undefined) {
  console.error('Usage: electron [options] PATH [arguments]');
  process.exit(2);
}

Object.defineProperty(process, 'defaultApp', {
  configurable: false,
  enumerable: true,
  value: true,
});
const folder = resolve(file);
const packageFile = join(folder, 'package.json');
try {
  let appPath;
  if (existsSync(packageFile)) {
    const { version, productName, name, desktopName } = JSON.parse(
      readFileSync(packageFile, 'utf8'),
    );
    if (version) app.setVersion(version);
    if (productName ?? name) app.name = productName ?? name;
    app.setDesktopName?.(desktopName ?? app.name + '.desktop');
    appPath = folder;
  }
  const entry = Module._resolveFilename(folder, null, true);
  app.setAppPath(appPath ?? dirname(entry));
  await import(pathToFileURL(entry).href);
} catch (error) {
  console.error(error);
  process.exit(1);
}
`;

/** The files of Electron's default app, by name; packed into `resources/default_app.asar`. */
export const DEFAULT_APP_FILES = { 'package.json': PACKAGE, 'main.js': MAIN };
