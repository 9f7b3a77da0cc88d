import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Locator, type Page } from 'playwright/test';
import { dropFiles } from './drop-files';
import { findViolations } from './find-violations';
import { launchApp, type LaunchedApp } from './launch-app';
import { chooseTheme, openTab } from './record-sample';

test.describe.configure({ mode: 'serial' });

const fixture = (path: string) => resolve(import.meta.dirname, '..', 'fixtures', path);

let launched: LaunchedApp;
test.beforeAll(async () => {
  launched = await launchApp();
});
test.afterAll(() => launched.close());

const chooseList = (window: Page, name: string) =>
  window.getByRole('radio', { name, exact: true }).click();

/** A row whose name begins with this. */
const rowOf = (grid: Locator, name: RegExp) =>
  grid.getByRole('row').filter({ has: grid.page().getByRole('gridcell', { name }) });

async function photograph(window: Page, name: string): Promise<void> {
  for (const theme of ['Light', 'Dark'] as const) {
    await chooseTheme(window, theme);
    expect(await findViolations(window)).toEqual([]);
    await window.screenshot({
      path: `test-results/screenshots/heap-${name}-${theme.toLowerCase()}.png`,
    });
  }
}

test('a file without a snapshot says how to get one', async () => {
  const { window } = launched;
  await dropFiles(window, [fixture('node-20.20/known-shares.cpuprofile')]);
  await openTab(window, 'Heap');
  await window.getByRole('radio', { name: 'Snapshots' }).click();
  await expect(
    window.getByRole('heading', { name: 'No heap snapshot was taken at this size' }),
  ).toBeVisible();
  await expect(window.getByText('--passes heap', { exact: false })).toBeVisible();
  await photograph(window, 'none');
  await window.getByRole('radio', { name: 'Allocations' }).click();
  await expect(window.getByRole('heading', { name: 'No allocations in this file' })).toBeVisible();
  await window.keyboard.press('Alt+ArrowLeft');
  await expect(window.getByRole('radio', { name: 'Snapshots' })).toBeChecked();
});

test('a snapshot with tracked allocations tells what allocated a class', async () => {
  const { window } = launched;
  await dropFiles(window, [fixture('heapsnapshot-node-20/tracked.heapsnapshot.gz')]);
  await openTab(window, 'Heap');
  const classes = window.getByRole('treegrid', { name: 'Classes' });
  await rowOf(classes, /^Leaf/).click();
  const paths = window.getByRole('region', { name: 'Rows: Allocated by' });
  await expect(paths.getByRole('row').nth(1)).toContainText('makeOne');
  // The fixture is cut out of a whole snapshot, so that no global leads to it.
  await expect(window.getByRole('region', { name: 'Rows: Held as' })).toContainText('1 way');
  await photograph(window, 'class');
  await chooseList(window, 'Detached nodes');
  await expect(window.getByRole('heading', { name: 'Nothing is detached' })).toBeVisible();
  await chooseList(window, 'Difference');
  await expect(
    window.getByRole('heading', { name: 'There is no other snapshot here' }),
  ).toBeVisible();
});

test('two snapshots are read, walked by keyboard and mouse, and compared', async () => {
  const { window, problems, stateFolder } = launched;
  const { keyboard } = window;
  const program = fixture('heapsnapshot-node-20/program.mjs');
  await promisify(execFile)(process.execPath, [program, stateFolder]);
  const list = window.getByRole('list', { name: 'Recordings' });
  const before = await list.getByRole('listitem').count();
  await dropFiles(
    window,
    ['before', 'after'].map((name) => join(stateFolder, `${name}.heapsnapshot`)),
  );
  await expect(list.getByRole('listitem')).toHaveCount(before + 2, { timeout: 30_000 });
  await list
    .getByRole('button', { name: /after\.heapsnapshot/ })
    .first()
    .hover();
  const compare = window.getByRole('button', { name: 'Compare after.heapsnapshot with…' });
  await compare.click();
  const reference = window.getByRole('menuitem', { name: /before\.heapsnapshot/ });
  await reference.hover();
  // The menu keeps its place as long as its button is there.
  await expect(compare).toBeVisible();
  await reference.click();
  await expect(list.getByRole('listitem')).toHaveCount(before + 3);
  await openTab(window, 'Heap');

  await test.step('classes, their objects, and what lies around one', async () => {
    await expect(window.getByRole('combobox', { name: 'Snapshot' })).toContainText('after');
    await expect(window.getByRole('combobox', { name: 'Against' })).toContainText('before');
    await chooseList(window, 'Summary');
    const classes = window.getByRole('treegrid', { name: 'Classes' });
    await expect(classes.getByRole('row').nth(3)).toBeVisible();
    const self = classes.getByRole('columnheader', { name: 'self' });
    await self.getByRole('button').click();
    await expect(self).toHaveAttribute('aria-sort', 'descending');
    await classes.focus();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    await expect(classes.locator('[aria-level="1"][aria-expanded="true"]')).toHaveCount(1);
    await expect(classes.locator('[aria-level="2"]').nth(1)).toBeVisible();
    await keyboard.press('ArrowRight');
    await expect(classes.locator('[aria-level="2"][aria-selected="true"]')).toHaveCount(1);
    const retainers = window.getByRole('treegrid', { name: 'Retainers' });
    await expect(retainers.getByRole('row').nth(1)).toBeVisible();
    await retainers.focus();
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await expect(retainers.locator('[aria-level="2"]').first()).toBeVisible();
    await photograph(window, 'retainers');
    await window.getByRole('radio', { name: 'Path to root' }).click();
    const way = window.getByRole('list', { name: 'Path to root' });
    await expect(way.getByRole('listitem').last()).toContainText('(root)');
    expect(await findViolations(window)).toEqual([]);
    await window.getByRole('radio', { name: 'References' }).click();
    await expect(window.getByRole('treegrid', { name: 'References' })).toBeVisible();
    await classes.focus();
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowLeft');
    await expect(classes.locator('[aria-level="2"]')).toHaveCount(0);
  });

  await test.step('dominators unfold', async () => {
    await chooseList(window, 'Dominators');
    const dominators = window.getByRole('treegrid', { name: 'Dominators' });
    await dominators.focus();
    await expect(dominators.getByRole('row').nth(1)).toBeVisible();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    await expect(dominators.locator('[aria-level="2"]').first()).toBeVisible();
    await expect(window.getByText(/^Showing 200 of/)).toBeVisible();
    // The list has more objects than one page of 200, and goes on where it is scrolled to its end.
    await keyboard.press('End');
    await expect(window.getByText(/^Showing 200 of/)).toHaveCount(0);
    await keyboard.press('Home');
    await photograph(window, 'dominators');
  });

  await test.step('strings that stand there more than once', async () => {
    await chooseList(window, 'Duplicate strings');
    const strings = window.getByRole('treegrid', { name: 'Duplicate strings' });
    const copies = rowOf(strings, /^"the same text"/);
    await expect(copies.getByRole('gridcell').nth(1)).toHaveText(/^30\d$/);
    await copies.click();
    await window.getByRole('radio', { name: 'Text', exact: true }).click();
    await expect(window.getByRole('region', { name: 'Text' })).toHaveText('the same text');
    await photograph(window, 'strings');
  });

  await test.step('what is detached, which depends on the Node that runs this', async () => {
    await chooseList(window, 'Detached nodes');
    const nodes = window.getByRole('treegrid', { name: 'Detached nodes' });
    const none = window.getByRole('heading', { name: 'Nothing is detached' });
    await expect(nodes.or(none)).toBeVisible();
    expect(await findViolations(window)).toEqual([]);
  });

  await test.step('the difference, explained', async () => {
    await chooseList(window, 'Difference');
    await expect(window.getByText('two moments of one process', { exact: false })).toBeVisible();
    const difference = window.getByRole('treegrid', { name: 'Difference' });
    const sessions = rowOf(difference, /^Session/);
    const cells = sessions.getByRole('gridcell');
    // 100 before, 200 more, 50 deleted.
    for (const [column, text] of [
      [4, '+150'],
      [5, '100'],
      [6, '250'],
      [7, '200'],
      [8, '50'],
    ] as const) {
      await expect(cells.nth(column)).toHaveText(text);
    }
    await sessions.click();
    const held = window.getByRole('region', { name: 'Rows: Change by what holds them' });
    await expect(held).toContainText('.sessions');
    await expect(held).toContainText('+150');
    await photograph(window, 'difference');
  });
  expect(problems).toEqual([]);
});
