import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright/test';

const repositoryRoot = resolve(import.meta.dirname, '..');

/** How to start the app; every field may be left out. */
export interface LaunchOptions {
  /** The project folder to open; none opens the app as from the desktop's menu. */
  project?: string;
  /** Further arguments, after the project. */
  args?: string[];
  /** Added to this process's environment; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
  /** Size of the window's content in CSS pixels. */
  size?: { width: number; height: number };
  /** A state folder of an earlier launch, to start again with what it left; kept on close. */
  stateFolder?: string;
}

/** The running app and its first window; `await using` closes it. */
export interface LaunchedApp extends AsyncDisposable {
  app: ElectronApplication;
  window: Page;
  /** Holds the app's settings and recordings; deleted on close unless the caller gave it. */
  stateFolder: string;
  /** What the window complained about: uncaught errors and console errors, in order. */
  problems: string[];
  /** Ends the app as a user does and waits for it. */
  close: () => Promise<void>;
}

/**
 * Starts the built app in a real window, apart from the user's own settings and recordings.
 *
 * @throws when the app is not built, dies, or opens no window within 30 s.
 */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const stateFolder =
    options.stateFolder ?? (await mkdtemp(join(tmpdir(), 'touchstone-e2e-state-')));
  const project = options.project === undefined ? [] : [resolve(repositoryRoot, options.project)];
  const app = await _electron.launch({
    args: [repositoryRoot, ...project, ...(options.args ?? [])],
    cwd: repositoryRoot,
    env: environment(stateFolder, options.env ?? {}),
    timeout: 30_000,
  });
  const problems: string[] = [];
  const close = async () => {
    await app.close();
    if (options.stateFolder === undefined) await rm(stateFolder, { recursive: true, force: true });
  };
  try {
    const window = await app.firstWindow({ timeout: 30_000 });
    watchForProblems(window, problems);
    await resizeWindow(app, options.size ?? { width: 1440, height: 900 });
    await window.waitForLoadState('domcontentloaded');
    return { app, window, stateFolder, problems, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environment(
  stateFolder: string,
  changes: Record<string, string | undefined>,
): Record<string, string> {
  const merged = {
    ...process.env,
    TOUCHSTONE_HOME: join(stateFolder, 'home'),
    XDG_CONFIG_HOME: join(stateFolder, 'config'),
    ...changes,
  };
  const isSet = (entry: [string, string | undefined]): entry is [string, string] =>
    entry[1] !== undefined;
  return Object.fromEntries(Object.entries(merged).filter(isSet));
}

function watchForProblems(window: Page, problems: string[]): void {
  window.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  window.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
}

async function resizeWindow(
  app: ElectronApplication,
  size: { width: number; height: number },
): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    const [first] = BrowserWindow.getAllWindows();
    first?.setContentSize(width, height);
  }, size);
}
