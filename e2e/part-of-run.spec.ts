import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Locator, type Page } from 'playwright/test';
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

const rulerOf = (window: Page) => window.getByRole('application', { name: /^Time of / });
const graphOf = (window: Page) => window.getByRole('tree', { name: /^Flame graph of/ });

async function showInTimeOrder(window: Page): Promise<void> {
  await openTab(window, 'Flame graph');
  await window.getByRole('combobox', { name: 'Order' }).click();
  await window.getByRole('option', { name: 'Time order' }).click();
  await expect(rulerOf(window)).toBeVisible();
}

/** Drags over shares of an element's width, and tells what the ruler says on the way. */
async function dragOver(
  window: Page,
  element: Locator,
  from: number,
  to: number,
  atPx = 10,
): Promise<string> {
  const box = (await element.boundingBox())!;
  const at = (share: number) => box.x + share * box.width;
  await window.mouse.move(at(from), box.y + atPx);
  await window.mouse.down();
  await window.mouse.move(at((from + to) / 2), box.y + atPx, { steps: 4 });
  await window.mouse.move(at(to), box.y + atPx, { steps: 4 });
  const said = await rulerOf(window).getByRole('status').innerText();
  await window.mouse.up();
  return said;
}

test('a drag in the order of time chooses the part of the run, on the times and with Shift over frames', async () => {
  const { window } = launched;
  await showInTimeOrder(window);
  const whole = await costOf(window);
  const said = await dragOver(window, rulerOf(window), 0.3, 0.7);
  expect(said).toMatch(/^[\d.,]+–[\d.,]+ m?s$/);
  const chip = barOf(window).getByRole('status');
  await expect(chip).toHaveText(`${said} of candidate`);
  await expect.poll(() => costOf(window)).toBeLessThan(whole * 0.6);
  const part = await costOf(window);
  expect(part).toBeGreaterThan(whole * 0.2);

  // Within the part, a part of it.
  await window.keyboard.down('Shift');
  const within = await dragOver(window, graphOf(window), 0.25, 0.75, 50);
  await window.keyboard.up('Shift');
  await expect(chip).toHaveText(`${within} of candidate`);
  await expect.poll(() => costOf(window)).toBeLessThan(part * 0.8);
  // A drag is no click: nothing was zoomed.
  const way = window.getByRole('list', { name: 'Way to the frame shown' });
  await expect(way).toBeHidden();
  await window.screenshot({ path: join(SCREENSHOTS, 'part-time-order.png') });
  await window.keyboard.press('Escape');
  await expect(barOf(window)).toBeHidden();
  await expect.poll(() => costOf(window)).toBeCloseTo(whole, 6);

  // A click on a frame, also with Shift, zooms as ever; without Shift a drag over frames chooses nothing.
  const frame = graphOf(window).getByRole('treeitem').nth(2);
  await frame.click({ modifiers: ['Shift'] });
  await expect(way).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(way).toBeHidden();
  await expect(barOf(window)).toBeHidden();
  // Escape during a drag leaves it.
  const ruler = (await rulerOf(window).boundingBox())!;
  await window.mouse.move(ruler.x + 100, ruler.y + 10);
  await window.mouse.down();
  await window.mouse.move(ruler.x + 300, ruler.y + 10, { steps: 3 });
  await window.keyboard.press('Escape');
  await window.mouse.up();
  await expect(barOf(window)).toBeHidden();
});

test('the keyboard alone chooses the part in the order of time', async () => {
  const { window } = launched;
  const { keyboard } = window;
  await showInTimeOrder(window);
  const whole = await costOf(window);
  await rulerOf(window).focus();
  for (const key of ['Home', 'PageDown', 'PageDown', 'Shift+PageDown', 'Shift+PageDown']) {
    await keyboard.press(key);
  }
  await keyboard.press('Shift+ArrowRight');
  const said = await rulerOf(window).getByRole('status').innerText();
  await window.screenshot({ path: join(SCREENSHOTS, 'part-marking.png') });
  await keyboard.press('Enter');
  await expect(barOf(window).getByRole('status')).toHaveText(`${said} of candidate`);
  await expect.poll(() => costOf(window)).toBeLessThan(whole * 0.5);
  await keyboard.press('Escape');
  await expect(barOf(window)).toBeHidden();

  // The time in which a frame ran, by its menu.
  await graphOf(window).focus();
  for (const key of ['Home', 'ArrowDown', 'ArrowDown']) await keyboard.press(key);
  await keyboard.press('Shift+F10');
  await window.getByRole('menuitem', { name: /^Only this part of the run/ }).press('Enter');
  await expect(barOf(window)).toBeVisible();
  await keyboard.press('Escape');
  await expect(barOf(window)).toBeHidden();
});

test('a profile without a timeline has its part chosen by the times of its samples', async () => {
  await using other = await launchApp();
  const { window } = other;
  await expect(window.getByRole('button', { name: 'Open profiles…' })).toBeVisible();
  const file = resolve(import.meta.dirname, '../fixtures/node-20.20/known-shares.cpuprofile');
  await dropFiles(window, [file]);
  await openTab(window, 'Timeline');
  await window.getByRole('button', { name: 'Show the samples in the order of time' }).click();
  await expect(rulerOf(window)).toBeVisible();
  for (const theme of ['Light', 'Dark'] as const) {
    await chooseTheme(window, theme);
    const whole = await costOf(window);
    await dragOver(window, rulerOf(window), 0.1, 0.5);
    await expect(barOf(window)).toContainText('known-shares.cpuprofile');
    await expect.poll(() => costOf(window)).toBeLessThan(whole * 0.6);
    expect(await findViolations(window)).toEqual([]);
    const box = (await rulerOf(window).boundingBox())!;
    await window.mouse.move(box.x + 300, box.y + 10);
    await window.screenshot({
      path: join(SCREENSHOTS, `part-no-timeline-${theme.toLowerCase()}.png`),
    });
    await openTab(window, 'Functions');
    await expect(barOf(window)).toBeVisible();
    await openTab(window, 'Flame graph');
    await window.getByRole('button', { name: 'Clear the part of the run' }).click();
    await expect.poll(() => costOf(window)).toBeCloseTo(whole, 6);
  }
  expect(other.problems).toEqual([]);
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
