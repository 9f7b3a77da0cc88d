import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, type ElectronApplication, type Page } from 'playwright/test';
import { launchApp, type LaunchedApp } from './launch-app';
import { chooseTheme, openTab, RUN_TIMEOUT_MS } from './record-sample';

const SCREENSHOTS = resolve('test-results/screenshots');

/** The end of a run that took longer than this is told by a notification. */
const LONG_RUN_MS = 10_000;

/** Holds a thousand objects, and in the heap pass, the one with an agent, waits until it is let go. */
const PROGRAM = `
const { existsSync } = require('node:fs');
class Held {}
globalThis.held = Array.from({ length: 1000 }, () => new Held());
if (process.env.TOUCHSTONE_AGENT !== undefined) {
  const timer = setInterval(() => existsSync('done') && clearInterval(timer), 20);
}
console.log(globalThis.held.length);
`;

let launched: LaunchedApp;
let folder: string;

test.beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'touchstone-e2e-long-'));
  await writeFile(join(folder, 'hold.cjs'), PROGRAM);
  const project = {
    builds: { candidate: { command: ['node', 'hold.cjs'] } },
    workloads: { hold: { sizes: [1] } },
    runs: 1,
    timeoutSeconds: 170,
  };
  await writeFile(join(folder, 'touchstone.json'), JSON.stringify(project));
  launched = await launchApp({ project: folder });
});

test.afterAll(async () => {
  await launched.close();
  await rm(folder, { recursive: true, force: true });
});

/** Writes down what the desktop is asked for, and lets it through. */
function watchDesktop(app: ElectronApplication): Promise<void> {
  return app.evaluate(({ BrowserWindow, Notification }) => {
    const asked = { progress: [] as number[], notifications: [] as string[] };
    const [window] = BrowserWindow.getAllWindows();
    const setProgressBar = window!.setProgressBar.bind(window);
    window!.setProgressBar = (progress, options) => {
      asked.progress.push(progress);
      setProgressBar(progress, options);
    };
    const show: () => void = Reflect.get(Notification.prototype, 'show');
    Notification.prototype.show = function showAndTell(this: Electron.Notification) {
      asked.notifications.push(this.title);
      Object.assign(globalThis, { told: this });
      show.call(this);
    };
    Object.assign(globalThis, { asked });
  });
}

function readDesktop(
  app: ElectronApplication,
): Promise<{ progress: number[]; notifications: string[] }> {
  return app.evaluate(
    () =>
      (globalThis as unknown as { asked: { progress: number[]; notifications: string[] } }).asked,
  );
}

/** Another window takes the focus, as when the user goes on with something else. */
async function lookAway(app: ElectronApplication): Promise<void> {
  await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const other = new BrowserWindow({ width: 200, height: 100 });
    other.focus();
    for (let tries = 0; tries < 100 && window!.isFocused(); tries += 1) {
      window!.blur();
      await new Promise((go) => setTimeout(go, 50));
    }
    Object.assign(globalThis, { other });
  });
}

async function countSnapshots(stateFolder: string): Promise<number> {
  const names = await readdir(join(stateFolder, 'home'), { recursive: true });
  return names.filter((name) => name.endsWith('.heapsnapshot')).length;
}

async function chooseHeapPass(window: Page): Promise<void> {
  await window.getByRole('button', { name: /^Passes:/ }).click();
  const menu = window.getByRole('menu', { name: 'Passes' });
  for (const item of await menu.getByRole('menuitemcheckbox').all()) {
    const isHeap = (await item.innerText()).startsWith('heap');
    const isChosen = (await item.getAttribute('aria-checked')) === 'true';
    if (isHeap !== isChosen) await item.click();
  }
  await window.keyboard.press('Escape');
  await expect(menu).toBeHidden();
}

test('a snapshot is taken while the program runs, and the end of a long run is told', async () => {
  test.setTimeout(RUN_TIMEOUT_MS + 60_000);
  const { app, window, stateFolder, problems } = launched;
  await watchDesktop(app);
  await chooseHeapPass(window);
  await window.getByRole('button', { name: 'Profile', exact: true }).click();
  await window.getByRole('button', { name: 'Trust this folder' }).click();
  const started = Date.now();
  const take = window.getByRole('button', { name: 'Take heap snapshot' });
  await expect(take).toHaveAttribute('aria-disabled', 'false', { timeout: 60_000 });
  expect(await countSnapshots(stateFolder)).toBe(0);
  for (const theme of ['Light', 'Dark'] as const) {
    await chooseTheme(window, theme);
    await window.screenshot({
      path: join(SCREENSHOTS, `heap-pass-runs-${theme.toLowerCase()}.png`),
    });
  }
  await take.click();
  await expect(window.getByText('Heap snapshot asked for', { exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(() => countSnapshots(stateFolder), { timeout: 60_000 }).toBe(1);
  await window.screenshot({ path: join(SCREENSHOTS, 'heap-snapshot-asked.png') });

  await lookAway(app);
  await window.waitForTimeout(Math.max(0, LONG_RUN_MS + 500 - (Date.now() - started)));
  expect((await readDesktop(app)).notifications).toEqual([]);
  await writeFile(join(folder, 'done'), '');
  await expect(window.getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: 60_000 });

  const { progress, notifications } = await readDesktop(app);
  expect(notifications).toEqual(['The run is finished']);
  // The bar grows with the passes, and goes away with the run.
  expect(progress.length).toBeGreaterThanOrEqual(3);
  expect(progress.at(-1)).toBe(-1);
  const steps = progress.slice(0, -1);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(steps[0]).toBe(0);
  expect(steps.at(-1)).toBeGreaterThan(0);
  expect(steps.at(-1)).toBeLessThan(1);

  // A click on the notification leads back to the window.
  await app.evaluate(({ BrowserWindow }) => {
    const { told, other } = globalThis as unknown as {
      told: Electron.Notification;
      other: Electron.BrowserWindow;
    };
    other.destroy();
    BrowserWindow.getAllWindows()[0]!.hide();
    told.emit('click');
  });
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible()))
    .toBe(true);

  await openTab(window, 'Heap');
  const classes = window.getByRole('treegrid', { name: 'Classes' });
  await expect(
    classes.getByRole('row').filter({ has: window.getByRole('gridcell', { name: /^Held/ }) }),
  ).toContainText('1,000');
  await window.getByRole('combobox', { name: 'Snapshot', exact: true }).click();
  await expect(window.getByRole('option')).toHaveCount(2);
  await window.keyboard.press('Escape');
  await window.screenshot({ path: join(SCREENSHOTS, 'heap-snapshot-taken.png') });
  expect(problems).toEqual([]);
});
