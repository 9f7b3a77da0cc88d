/** Starts the app: one instance, one window, one engine. */
import { join } from 'node:path';
import { app, BrowserWindow, Menu } from 'electron';
import { APP_ORIGIN } from '../../ipc/contract';
import { isProfile } from '../ipc/open-files';
import { startEngine, type Engine } from '../ipc/start-engine';
import { declareAppScheme, serveApp } from './app-protocol';
import { buildApplicationMenu } from './application-menu';
import { appendToLog, watchForUnexpectedErrors } from './error-log';
import { findProjectArgument } from './launch-arguments';
import { builtPaths, guardContents, guardSession, openMainWindow } from './main-window';

const home = process.env['TOUCHSTONE_HOME'];
if (home !== undefined && home !== '') app.setPath('userData', join(home, 'window'));

declareAppScheme();

// Tests and automation may run many at once, each with a home of its own; the lock lies in that home.
if (app.requestSingleInstanceLock()) {
  // Not awaited: in an ES module, `await app.whenReady()` at the top never returns.
  app.whenReady().then(start, fatal);
} else {
  app.quit();
}

function start(): void {
  const developmentUrl = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null);
  const root = app.getAppPath();
  const { preload, renderer } = builtPaths(import.meta.dirname);
  let window: BrowserWindow | null = null;
  const logFile = () => join(engine.dataFolder, 'touchstone.log');
  const log = (text: string) => appendToLog(logFile(), text);
  const engine: Engine = startEngine({
    sampleFolder: join(root, 'resources', 'samples', 'plausible-db'),
    window: () => window,
    isOwnPage: ({ senderFrame }) =>
      senderFrame !== null &&
      senderFrame === window?.webContents.mainFrame &&
      senderFrame.url.startsWith(developmentUrl ?? APP_ORIGIN),
    log,
  });
  watchForUnexpectedErrors(logFile());
  serveApp(renderer, (path) => engine.reportPage(path));
  guardSession();
  app.on('web-contents-created', (_, contents) => guardContents(contents, developmentUrl));
  Menu.setApplicationMenu(
    buildApplicationMenu(
      {
        send: (command) => engine.tell('menu.command', { command }),
        quit: () => app.quit(),
      },
      !app.isPackaged,
    ),
  );

  const open = () => {
    window = openMainWindow({
      preload,
      icon: join(root, 'resources', 'icon.png'),
      boundsFile: join(app.getPath('userData'), 'window.json'),
      developmentUrl,
      onProblem: log,
    });
    window.on('closed', () => {
      window = null;
    });
  };

  const openNamed = async (path: string | null) => {
    if (path === null || !(await isProfile(path))) {
      if (path !== null) await engine.openAtStart(path);
      open();
      return;
    }
    open();
    // A profile is read while there is a window that says so.
    window?.webContents.once('did-finish-load', () => void engine.openFromOutside(path));
  };
  openNamed(findProjectArgument(process.argv, app.isPackaged, process.cwd())).catch(fatal);

  app.on('second-instance', (_, argv, folder) => {
    if (window === null) open();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    const next = findProjectArgument(argv, app.isPackaged, folder);
    if (next !== null) void engine.openFromOutside(next);
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => app.quit());

  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    // A run under way is stopped first, so that what it captured is on disk.
    event.preventDefault();
    void engine
      .close()
      .catch((error: unknown) => log(String(error)))
      .then(() => {
        closed = true;
        app.quit();
      });
  });
}

function fatal(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
  app.exit(1);
}
