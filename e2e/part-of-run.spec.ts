import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Page } from 'playwright/test';
import { dropFiles } from './drop-files';
import { findViolations } from './find-violations';
import { launchApp, type LaunchedApp } from './launch-app';
import { chooseRun, chooseTheme, openSample, openTab, runToEnd } from './record-sample';

const SCREENSHOTS = resolve('test-results/screenshots');
const run = promisify(execFile);

test.describe.configure({ mode: 'serial' });

let launched: LaunchedApp;

test.beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  launched = await launchApp();
});
test.afterAll(() => launched.close());

const barOf = (window: Page) => window.getByRole('region', { name: 'Part of the run' });

/** Cost of the whole picture, as it is said to a screen reader. */
async function costOf(window: Page): Promise<number> {
  const whole = window
    .getByRole('tree', { name: /^Flame graph of/ })
    .getByRole('treeitem')
    .first();
  const said = (await whole.getAttribute('aria-label')) ?? '';
  const [, figure = '', unit = ''] = /([\d.,]+) (µs|ms|s)\b/.exec(said) ?? [];
  return Number(figure.replaceAll(',', '')) * ({ µs: 0.001, ms: 1, s: 1000 }[unit] ?? NaN);
}

async function choosePart(window: Page): Promise<void> {
  await openTab(window, 'Timeline');
  const plot = window.getByRole('application', { name: /^Timeline/ });
  await plot.focus();
  // Half of the run around its middle.
  await window.keyboard.press('+');
  await expect(barOf(window)).toBeVisible();
}

test('a comparison is recorded', async () => {
  test.setTimeout(240_000);
  const { window } = launched;
  await openSample(window);
  await chooseRun(window, { workloads: ['lookup'], sizes: [1000, 2000], runs: 1 });
  await runToEnd(window, 'Compare');
});

test('a part chosen on the timeline is what the other views show', async () => {
  const { window } = launched;
  await openTab(window, 'Flame graph');
  await window.getByRole('radio', { name: 'candidate', exact: true }).click();
  await expect.poll(() => costOf(window)).toBeGreaterThan(0);
  const whole = await costOf(window);
  await choosePart(window);
  await expect(barOf(window).getByRole('status')).toContainText(/–.* m?s of candidate$/);
  await expect(barOf(window)).toContainText(/same share of its own, sqlite [\d.,]+–[\d.,]+ m?s/);
  await expect(barOf(window)).toContainText('Shown whole: alloc pass');
  await window.screenshot({ path: join(SCREENSHOTS, 'part-timeline.png') });

  await openTab(window, 'Flame graph');
  await expect.poll(() => costOf(window)).toBeLessThan(whole * 0.95);
  expect(await costOf(window)).toBeGreaterThan(0);
  await window.screenshot({ path: join(SCREENSHOTS, 'part-flame.png') });
  await window.getByRole('radio', { name: 'Allocations', exact: true }).click();
  await expect(window.getByText(/candidate: its alloc pass is of the whole run/)).toBeVisible();
  await window.getByRole('radio', { name: 'CPU', exact: true }).click();

  await openTab(window, 'Functions');
  await expect(window.getByText('exact counts have no times', { exact: false })).toBeVisible();
  await expect(window.getByRole('row').nth(2)).toBeVisible();
  await openTab(window, 'Syscalls');
  await openTab(window, 'Scaling');
  await expect(barOf(window)).toContainText('Scaling is of whole runs');
});

test('Escape leaves the zoom first, then the part; Back returns to it', async () => {
  const { window } = launched;
  await openTab(window, 'Flame graph');
  const graph = window.getByRole('tree', { name: /^Flame graph of/ });
  const way = window.getByRole('list', { name: 'Way to the frame shown' });
  await graph.getByRole('treeitem').nth(2).click();
  await expect(way).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(way).toBeHidden();
  await expect(barOf(window)).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(barOf(window)).toBeHidden();
  await window.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(barOf(window)).toBeVisible();
  await window.getByRole('button', { name: 'Clear the part of the run' }).click();
  await expect(barOf(window)).toBeHidden();
});

for (const theme of ['Light', 'Dark'] as const) {
  test(`source is coloured and can be read: ${theme.toLowerCase()}`, async () => {
    const { window } = launched;
    await chooseTheme(window, theme);
    await openTab(window, 'Functions');
    await window.getByRole('searchbox', { name: 'Search functions' }).fill('readPage');
    await window
      .getByRole('row', { name: /readPage/ })
      .first()
      .click();
    const source = window.getByRole('region', { name: 'Source code' });
    await expect(source.locator('.code-keyword').first()).toBeVisible();
    await expect(source.locator('li.start')).toContainText('readPage');
    expect(await findViolations(window)).toEqual([]);
    await choosePart(window);
    await openTab(window, 'Functions');
    await expect(window.getByText('Costs beside the lines are of the whole run')).toBeVisible();
    expect(await findViolations(window)).toEqual([]);
    await window.screenshot({ path: join(SCREENSHOTS, `source-${theme.toLowerCase()}.png`) });
    await window.getByRole('button', { name: 'Clear the part of the run' }).click();
  });
}

test('more contrast and forced colours can be read', async () => {
  const { window } = launched;
  for (const [name, media] of [
    ['more-contrast', { contrast: 'more' }],
    ['forced-colours', { forcedColors: 'active' }],
  ] as const) {
    await window.emulateMedia({ contrast: null, forcedColors: null, ...media });
    for (const tab of ['Summary', 'Flame graph', 'Functions', 'Timeline']) {
      await openTab(window, tab);
      const file = `${name}-${tab.toLowerCase().replace(' ', '-')}.png`;
      await window.screenshot({ path: join(SCREENSHOTS, file) });
    }
    if (name === 'more-contrast') expect(await findViolations(window)).toEqual([]);
  }
  await window.emulateMedia({ contrast: null, forcedColors: null });
});

test('the report is printed, and an archive of the comparison opens elsewhere', async () => {
  const { app, window, stateFolder, problems } = launched;
  await openTab(window, 'Report');
  const pdf = join(stateFolder, 'report.pdf');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, pdf);
  await window.getByRole('radio', { name: 'PDF', exact: true }).click();
  await window.getByRole('button', { name: 'Export report' }).click();
  await expect(window.getByText(pdf).first()).toBeVisible({ timeout: 30_000 });
  const printed = await readFile(pdf);
  expect(printed.subarray(0, 5).toString()).toBe('%PDF-');
  expect(printed.length).toBeGreaterThan(10_000);

  const archive = join(stateFolder, 'comparison.touchstone');
  const cli = resolve(import.meta.dirname, '../out/main/cli.js');
  await run('node', [cli, 'convert', 'latest', '--to', 'archive', '-o', archive], {
    env: { ...process.env, TOUCHSTONE_HOME: join(stateFolder, 'home') },
  });
  await using other = await launchApp();
  await expect(other.window.getByRole('button', { name: 'Open profiles…' })).toBeVisible();
  await dropFiles(other.window, [archive]);
  const list = other.window.getByRole('list', { name: 'Recordings' });
  await expect(list.getByRole('button', { name: /^candidate \/ sqlite/ })).toBeVisible();
  await expect(other.window.getByRole('region', { name: 'Numbers' })).toBeVisible();
  expect(other.problems).toEqual([]);
  expect(problems).toEqual([]);
});
