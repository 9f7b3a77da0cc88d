/** The one window: isolated, remembered, and deaf to everything that would lead it elsewhere. */
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, session, type WebContents } from 'electron';
import { APP_ORIGIN } from '../../ipc/contract';
import { MINIMUM_SIZE, readSavedBounds, restoreBounds, saveBounds } from './window-bounds';

/** What the window needs to know of the app. */
export interface WindowOptions {
  preload: string;
  icon: string;
  boundsFile: string;
  /** Vite's server while developing; null for the built pages. */
  developmentUrl: string | null;
  onProblem: (text: string) => void;
}

/** Opens the window; it shows itself once it has something to show. */
export function openMainWindow(options: WindowOptions): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const bounds = restoreBounds(readSavedBounds(options.boundsFile), areas);
  const window = new BrowserWindow({
    width: bounds.width,
    height: bounds.height,
    ...(bounds.x === null || bounds.y === null ? {} : { x: bounds.x, y: bounds.y }),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    title: 'Touchstone',
    icon: options.icon,
    show: false,
    autoHideMenuBar: true,
    // The page's own ground, so that nothing flashes before it is painted.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15171b' : '#f7f8f9',
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  if (bounds.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const { x, y, width, height } = window.getNormalBounds();
    const problem = saveBounds(options.boundsFile, {
      ...{ x, y, width, height },
      maximized: window.isMaximized(),
    });
    if (problem !== null) options.onProblem(`The window's place was not kept: ${problem.message}`);
  });
  window.webContents.on('render-process-gone', (_, details) => {
    options.onProblem(`The window's process ended: ${details.reason} (${details.exitCode}).`);
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  window.webContents.on('preload-error', (_, path, error) =>
    options.onProblem(`${path}: ${error.stack ?? error.message}`),
  );
  const start = options.developmentUrl ?? `${APP_ORIGIN}/index.html`;
  void window.loadURL(start);
  return window;
}

/** Denies every way out: other pages, new windows, web views, downloads and permissions. */
export function guardContents(contents: WebContents, developmentUrl: string | null): void {
  const home = new URL(developmentUrl ?? APP_ORIGIN);
  contents.on('will-frame-navigate', (event) => {
    const target = new URL(event.url);
    const own = target.protocol === home.protocol && target.host === home.host;
    // A frame inside the window shows reports; the window itself only ever reloads (Vite does, on a cold start).
    const allowed = event.isMainFrame
      ? own && !target.pathname.startsWith('/report/')
      : event.url.startsWith(`${APP_ORIGIN}/report/`);
    if (!allowed) event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Denies permissions and downloads. Writing text to the clipboard is the one thing the window may ask for. */
export function guardSession(): void {
  const allowed = 'clipboard-sanitized-write';
  session.defaultSession.setPermissionRequestHandler((_, permission, answer) =>
    answer(permission === allowed),
  );
  session.defaultSession.setPermissionCheckHandler((_, permission) => permission === allowed);
  session.defaultSession.on('will-download', (event) => event.preventDefault());
}

/** Folder of the built preload script and pages, relative to the built main script. */
export function builtPaths(mainFolder: string): { preload: string; renderer: string } {
  return {
    preload: join(mainFolder, '../preload/index.cjs'),
    renderer: join(mainFolder, '../renderer'),
  };
}
