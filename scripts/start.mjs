import { join } from 'node:path';
import { repositoryRoot } from './setup/run-command.mjs';
import { runScript, setUp } from './setup.mjs';
import { buildApp, isBuilt } from './start/build-app.mjs';
import {
  chooseArguments,
  findSandboxObstacle,
  hasDisplay,
  REPORT_FILE,
} from './start/choose-launch.mjs';
import { runInForeground } from './start/run-in-foreground.mjs';

/** Sets up, builds when needed and opens the app, or does the same work in the terminal. */
async function start() {
  const { electron } = await setUp();
  if (!(await isBuilt())) {
    console.log('Building the app.');
    const { code, output } = await buildApp({ show: false });
    if (code !== 0) {
      console.error(output);
      return 1;
    }
  }
  const folder = process.env.INIT_CWD ?? process.cwd();
  const args = chooseArguments(process.argv.slice(2), repositoryRoot, folder);
  if (electron !== undefined && hasDisplay(process.platform, process.env)) {
    return openWindow(electron, args);
  }
  console.log(
    electron === undefined
      ? 'No Electron, so no window: comparing in the terminal.'
      : 'No display (DISPLAY and WAYLAND_DISPLAY are not set): comparing in the terminal.',
  );
  return compareInTerminal(args);
}

function openWindow({ version, program }, args) {
  const obstacle = findSandboxObstacle();
  if (obstacle !== undefined) {
    console.log(`Starting without Chromium's sandbox (--no-sandbox): ${obstacle}.`);
  }
  console.log(`Opening ${args[0]} in Electron ${version}.`);
  const sandbox = obstacle === undefined ? [] : ['--no-sandbox'];
  return runInForeground([program, ...sandbox, repositoryRoot, ...args]);
}

async function compareInTerminal(args) {
  const report = join(repositoryRoot, REPORT_FILE);
  const command = [process.execPath, join(repositoryRoot, 'bin/touchstone.mjs'), 'compare'];
  const code = await runInForeground([
    ...[...command, ...args],
    ...['--report', report, '--fail-on', 'never'],
  ]);
  if (code === 0) console.log(`The report, to open in a browser: ${report}`);
  return code;
}

await runScript(start);
