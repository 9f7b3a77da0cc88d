/** Tables of the window as CSV: on the clipboard and in a file, all rows, not only those in sight. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { dropFiles } from './drop-files';
import { findViolations } from './find-violations';
import { launchApp } from './launch-app';
import { chooseTheme } from './record-sample';

test('the functions of an opened profile are copied and saved', async () => {
  await using launched = await launchApp();
  const { app, window, stateFolder, problems } = launched;
  const capture = resolve(import.meta.dirname, '../fixtures/node-20.20/known-shares.cpuprofile');
  await dropFiles(window, [capture]);
  await window.getByRole('tab', { name: 'Functions', exact: true }).click();
  const table = window.getByRole('table', { name: 'Functions' });
  await expect(table.getByRole('row').nth(1)).toBeVisible();
  const rows = Number(await table.getAttribute('aria-rowcount')) - 1;

  const button = window.getByRole('button', { name: 'Functions as CSV' });
  await button.focus();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('menu', { name: 'Functions as CSV' })).toBeVisible();
  await window.screenshot({ path: 'test-results/screenshots/table-csv.png' });
  await expect(window.getByRole('menuitem', { name: 'Copy' })).toBeFocused();
  await window.keyboard.press('Enter');
  await expect(window.getByText('Table copied', { exact: true })).toBeVisible();
  const text = await app.evaluate(({ clipboard }) => clipboard.readText());
  const lines = text.replaceAll('\r\n', '\n').trimEnd().split('\n');
  expect(lines).toHaveLength(rows + 1);
  expect(lines[0]).toMatch(/^function,file,line,kind,known-shares\S* self ms \(cpu pass\),/);
  // Largest first, as the table has them, and the time is the number alone.
  expect(lines[1]).toMatch(/^work,/);
  expect(Number(lines[1]!.split(',')[4])).toBeGreaterThan(100);
  const heavy = lines.find((line) => line.startsWith('heavy,'));

  // What is searched for is what leaves.
  await window.getByRole('searchbox', { name: 'Search functions' }).fill('heavy');
  await expect(table).toHaveAttribute('aria-rowcount', '2');
  const path = join(stateFolder, 'functions.csv');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await button.click();
  await window.getByRole('menuitem', { name: 'Save…' }).click();
  await expect(window.getByText(path, { exact: true })).toBeVisible();
  const saved = (await readFile(path, 'utf8')).split('\r\n');
  expect(saved).toEqual([lines[0], heavy, '']);

  await table.getByRole('row', { name: /heavy/ }).click();
  await expect(window.getByRole('button', { name: 'Callers as CSV' })).toBeVisible();
  await window.screenshot({ path: 'test-results/screenshots/table-csv-detail.png' });
  for (const theme of ['Light', 'Dark'] as const) {
    await chooseTheme(window, theme);
    expect(await findViolations(window)).toEqual([]);
  }
  expect(problems).toEqual([]);
});
