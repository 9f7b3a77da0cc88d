import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { TABS } from '../src/ipc/tabs';
import { launchApp, type LaunchedApp } from './launch-app';
import { chooseRun, chooseTheme, openSample, openTab, runToEnd } from './record-sample';

const SCREENSHOTS = resolve('test-results/screenshots');

test.describe.configure({ mode: 'serial' });

let launched: LaunchedApp;
let exportFolder: string;

test.beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  exportFolder = await mkdtemp(join(tmpdir(), 'touchstone-export-'));
  launched = await launchApp();
});

test.afterAll(async () => {
  await launched.close();
  await rm(exportFolder, { recursive: true, force: true });
});

test('the sample is opened and compared, with progress and pass counts', async () => {
  test.setTimeout(240_000);
  const { window } = launched;
  await expect(window.getByRole('heading', { name: 'Touchstone' })).toBeVisible();
  await window.screenshot({ path: join(SCREENSHOTS, 'first-run.png') });
  await openSample(window);
  for (const name of ['Builds', 'Workloads', 'Recordings']) {
    await expect(window.getByRole('heading', { name })).toBeVisible();
  }
  await chooseRun(window, {
    workloads: ['lookup', 'insert'],
    sizes: [100, 200, 400, 500, 1000, 2000],
    runs: 3,
  });
  await runToEnd(window, 'Compare');
});

test('the summary blames the scan and the syncs, with numbers and the machine', async () => {
  const { window } = launched;
  const findings = window.getByRole('region', { name: 'Findings' });
  await expect(findings.getByRole('article').first()).toContainText(/High/);
  await expect(findings).toContainText(/sync/i);
  const numbers = window.getByRole('region', { name: 'Numbers' });
  // How much slower is up to the machine and its neighbours; that both were measured is not.
  await expect(numbers.getByRole('row', { name: /lookup/ })).toContainText(/\d m?s.*\d m?s.*B \/ /);
  await numbers.getByRole('button', { name: /lookup: all 3 sizes/ }).click();
  await expect(numbers.getByRole('row')).toHaveCount(5);
  await expect(window.getByRole('contentinfo', { name: 'Status' })).toContainText('cores');
  await window.getByRole('button', { name: /Ledger of \d+ passes/ }).click();
  const ledger = window.getByRole('region', { name: 'Ledger' });
  await ledger
    .getByRole('button', { name: /^Details of the cpu pass of candidate/ })
    .first()
    .click();
  await expect(ledger.getByText('node candidate/bench.js', { exact: false }).first()).toBeVisible();
});

test('the differential flame graph names both builds, zooms, goes back and searches', async () => {
  const { window } = launched;
  await openTab(window, 'Flame graph');
  await expect(window.getByText('more in candidate')).toBeVisible();
  await expect(window.getByText('more in sqlite')).toBeVisible();
  await expect(window.getByText(/showing [\d,]+ of [\d,]+ frames, .* % of cost/)).toBeVisible();
  const graph = window.getByRole('tree', { name: /^Flame graph of/ });
  const frames = graph.getByRole('treeitem');
  await expect(frames.nth(5)).toBeAttached();

  await graph
    .getByRole('treeitem', { name: /^lookup / })
    .first()
    .click();
  const way = window.getByRole('list', { name: 'Way to the frame shown' });
  await expect(way).toContainText('lookup');
  await window.keyboard.press('Escape');
  await expect(way).toBeHidden();
  await window.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(way).toContainText('lookup');
  await window.getByRole('button', { name: 'Reset' }).click();

  await window.getByRole('searchbox', { name: 'Search frames' }).fill('/readPage|next/');
  await expect(window.getByText(/[\d,]+ match(es)?, .* % of cost/)).toBeVisible();
  await expect(graph.locator('[role="treeitem"][data-match]').first()).toBeAttached();
  await window.getByRole('searchbox', { name: 'Search frames' }).fill('');
  await window.getByRole('radio', { name: 'sqlite' }).click();
  await expect(window.getByText(/sqlite: your code/)).toBeVisible();
  await window.getByRole('radio', { name: 'Difference' }).click();
});

test('a frame leads to its function with callers, callees and source', async () => {
  const { window } = launched;
  await openTab(window, 'Functions');
  await window.getByRole('searchbox', { name: 'Search functions' }).fill('readPage');
  const row = window.getByRole('row', { name: /readPage/ }).first();
  await row.click();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await expect(window.getByRole('region', { name: 'Callers' }).getByRole('row')).not.toHaveCount(0);
  await expect(window.getByRole('region', { name: 'Source code' })).toContainText('readPage');
  await window.getByRole('searchbox', { name: 'Search functions' }).fill('');
});

for (const theme of ['Light', 'Dark'] as const) {
  test(`every tab can be read in the ${theme.toLowerCase()} theme, and nothing is cut off`, async () => {
    const { window } = launched;
    await chooseTheme(window, theme);
    for (const tab of TABS) {
      await openTab(window, tab);
      await expect(window.getByRole('tabpanel')).not.toBeEmpty();
      const overflow = await window.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${tab} is wider than the window`).toBe(0);
      const name = `${theme.toLowerCase()}-${tab.toLowerCase().replace(' ', '-')}.png`;
      await window.screenshot({ path: join(SCREENSHOTS, name) });
    }
  });
}

test('the report is exported in each format', async () => {
  const { app, window } = launched;
  await openTab(window, 'Report');
  const preview = window.frameLocator('iframe[title="Report preview"]');
  await expect(preview.getByRole('heading').first()).toBeVisible();
  for (const [label, extension] of [
    ['HTML', 'html'],
    ['Markdown', 'md'],
    ['JSON', 'json'],
  ] as const) {
    const path = join(exportFolder, `report.${extension}`);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await window.getByRole('radio', { name: label, exact: true }).click();
    await window.getByRole('button', { name: 'Export report' }).click();
    await expect(window.getByText(path).first()).toBeVisible({ timeout: 30_000 });
  }
  const json = JSON.parse(await readFile(join(exportFolder, 'report.json'), 'utf8')) as {
    schemaVersion: number;
    findings: unknown[];
  };
  expect(json.schemaVersion).toBe(1);
  expect(json.findings.length).toBeGreaterThan(0);
  expect(await readFile(join(exportFolder, 'report.md'), 'utf8')).toContain('sqlite');
  const html = await readFile(join(exportFolder, 'report.html'), 'utf8');
  // The file must open offline: nothing in it is fetched from anywhere.
  expect(html).not.toMatch(/(src|href)="https?:/);
  const opened = app.waitForEvent('window');
  await app.evaluate(
    ({ BrowserWindow }, file) => {
      void new BrowserWindow({ show: false, webPreferences: { javascript: false } }).loadFile(file);
    },
    join(exportFolder, 'report.html'),
  );
  const report = await opened;
  await expect(report.getByRole('heading').first()).toBeVisible();
  await report.close();
});

test('a recording is renamed, pinned, deleted and brought back', async () => {
  const { window } = launched;
  const item = window.getByRole('button', { name: /^candidate \/ sqlite/ });
  await item.focus();
  await window.keyboard.press('F2');
  await window.getByRole('textbox', { name: /New name/ }).fill('before the fix');
  await window.keyboard.press('Enter');
  const renamed = window.getByRole('button', { name: /^before the fix/ });
  await expect(renamed).toBeVisible();
  await renamed.hover();
  await window.getByRole('button', { name: 'Pin before the fix' }).click();
  await expect(window.getByRole('button', { name: 'Pin before the fix' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await window.getByRole('button', { name: 'Delete before the fix' }).click();
  await expect(renamed).toBeHidden();
  await window.getByRole('button', { name: 'Undo' }).click();
  await expect(renamed).toBeVisible();
});

test('the app starts again with the recording it was left with', async () => {
  const { stateFolder } = launched;
  await launched.app.close();
  await using again = await launchApp({ stateFolder });
  await again.window.getByRole('button', { name: /plausible-db/ }).click();
  await expect(again.window.getByRole('button', { name: /^before the fix/ })).toBeVisible();
  await expect(again.window.getByRole('region', { name: 'Findings' })).toBeVisible();
  await again.window.screenshot({ path: join(SCREENSHOTS, 'summary.png') });
  if (process.env['TOUCHSTONE_README_IMAGES'] !== undefined) {
    await mkdir('docs/images', { recursive: true });
    await copyFile(join(SCREENSHOTS, 'summary.png'), 'docs/images/summary.png');
    await copyFile(join(SCREENSHOTS, 'dark-flame-graph.png'), 'docs/images/flame-graph.png');
  }
  expect(again.problems).toEqual([]);
});

test('the window had nothing to complain about', () => {
  expect(launched.problems).toEqual([]);
});
