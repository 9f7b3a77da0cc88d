/** Opens a page of a peer in the same Electron, in a bare window. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright/test';

const MAIN = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1440, height: 900, useContentSize: true }).loadFile(process.argv.at(-1)));
`;

/** The peer's page, once it is loaded. */
export async function openPeer(
  folder: string,
  file: string,
): Promise<{ app: ElectronApplication; page: Page }> {
  const home = join(folder, 'peer');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"main":"main.cjs"}');
  writeFileSync(join(home, 'main.cjs'), MAIN);
  const app = await _electron.launch({
    args: [home, file],
    env: { ...(process.env as Record<string, string>), XDG_CONFIG_HOME: join(home, 'config') },
  });
  const page = await app.firstWindow();
  await page.waitForLoadState();
  return { app, page };
}
