import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test, type Locator, type Page } from 'playwright/test';
import { findViolations } from './find-violations';
import { launchApp, type LaunchedApp } from './launch-app';
import { chooseRun, chooseTheme, openSample, openTab, runToEnd } from './record-sample';

const SCREENSHOTS = resolve('test-results/screenshots');

test.describe.configure({ mode: 'serial' });

let launched: LaunchedApp;

test.beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  launched = await launchApp({ size: { width: 1280, height: 720 } });
});
test.afterAll(() => launched.close());

const graphOf = (window: Page, name = /^Flame graph of/) => window.getByRole('tree', { name });
const frameIn = (graph: Locator, name: RegExp) => graph.getByRole('treeitem', { name }).first();
const wayIn = (window: Page) => window.getByRole('list', { name: 'Way to the frame shown' });

async function chooseOrder(window: Page, order: string): Promise<void> {
  await window.getByRole('combobox', { name: 'Order' }).click();
  await window.getByRole('option', { name: order }).click();
}

async function chooseInMenu(window: Page, frame: Locator, item: string | RegExp): Promise<void> {
  await frame.click({ button: 'right' });
  await window.getByRole('menuitem', { name: item }).click();
}

/** Number of colours in the picture, of which an unpainted one has only one. */
function countColours(graph: Locator): Promise<number> {
  return graph
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
}

test('a comparison is recorded', async () => {
  test.setTimeout(240_000);
  const { window } = launched;
  await openSample(window);
  await chooseRun(window, { workloads: ['insert'], sizes: [100, 200], runs: 1 });
  await runToEnd(window, 'Compare');
  await openTab(window, 'Flame graph');
});

test('the picture is painted for the pixels of the screen', async () => {
  const graph = graphOf(launched.window);
  await expect(graph).toBeVisible();
  await expect.poll(() => countColours(graph)).toBeGreaterThan(20);
  const [drawn, wanted] = await graph
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => [
      canvas.width,
      Math.round(canvas.clientWidth * devicePixelRatio),
    ]);
  expect(drawn).toBe(wanted);
});

test('the mouse zooms, goes back and forward, and searches', async () => {
  const { window } = launched;
  const graph = graphOf(window);
  const way = wayIn(window);
  await frameIn(graph, /^runBench /).click();
  await expect(way).toContainText('runBench');
  await expect(frameIn(graph, /^runBench /)).toHaveAttribute('aria-level', '1');
  await window.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(way).toBeHidden();
  await window.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(way).toContainText('runBench');
  await way.getByRole('button', { name: '(all)' }).click();
  await expect(way).toBeHidden();

  const search = window.getByRole('searchbox', { name: 'Search frames' });
  const counted = window.getByText(/[\d,]+ match(es)?, .* % of cost/);
  await search.fill('insert');
  await expect(counted).toBeVisible();
  await expect(graph.locator('[role="treeitem"][data-match]').first()).toBeAttached();
  await search.fill('/^(insert|commit)$/');
  await expect(counted).toBeVisible();
  await search.fill('no such frame');
  await expect(window.getByText('no match')).toBeVisible();
  await search.fill('');
});

test('a frame is focused, hidden, collapsed and copied by its menu', async () => {
  const { app, window } = launched;
  const graph = graphOf(window);
  await chooseInMenu(window, frameIn(graph, /^runWorkload /), 'Only stacks through this function');
  await expect(window.getByText('only through')).toContainText('runWorkload');
  await expect(graph.getByRole('treeitem', { name: /^\(garbage collector\)/ })).toHaveCount(0);
  // The reference lies in other files, and is focused too.
  await expect(frameIn(graph, /^runWorkload /)).not.toHaveAttribute('aria-label', /sqlite 0 ms/);
  await window.getByRole('button', { name: 'Show all stacks again' }).click();

  await chooseInMenu(window, frameIn(graph, /^runWorkload /), /^Hide this function/);
  await expect(graph.getByRole('treeitem', { name: /^runWorkload / })).toHaveCount(0);
  await window.getByRole('button', { name: 'Show runWorkload again' }).click();
  await expect(frameIn(graph, /^runWorkload /)).toBeAttached();

  await chooseInMenu(window, frameIn(graph, /^runWorkload /), /^Collapse workloads\.js/);
  await expect(frameIn(graph, /^\[workloads\.js\]:/)).toBeAttached();
  await window.getByRole('button', { name: 'Show the frames of workloads.js again' }).click();

  await chooseInMenu(window, frameIn(graph, /^runWorkload /), 'Copy name');
  const clipboard = () => app.evaluate(({ clipboard: board }) => board.readText());
  await expect.poll(clipboard).toBe('runWorkload');
  await chooseInMenu(window, frameIn(graph, /^runWorkload /), 'Copy stack');
  await expect.poll(clipboard).toMatch(/runBench \(.*workloads\.js:\d+\)\nrunWorkload \(.*:\d+\)$/);
});

for (const metric of ['CPU', 'Allocations', 'Syncs']) {
  test(`two panes of ${metric} follow each other`, async () => {
    const { window } = launched;
    await window.getByRole('radio', { name: metric, exact: true }).click();
    await window.getByRole('radio', { name: 'Both' }).click();
    const candidate = graphOf(window, /^candidate: Flame graph of/);
    const reference = graphOf(window, /^sqlite: Flame graph of/);
    await expect(candidate).toBeVisible();
    const nothing = window.getByText('No syncs in sqlite');
    await expect(reference.or(nothing)).toBeVisible();
    if (await nothing.isVisible()) {
      expect(metric).toBe('Syncs');
    } else {
      const shared = frameIn(candidate, /^runBench /);
      await shared.hover();
      await expect(reference).toHaveAttribute('data-linked', 'runBench');
      await expect(window.getByRole('tooltip')).toContainText(/candidate.*sqlite.*difference/s);
      await shared.click();
      await expect(wayIn(window)).toContainText('runBench');
      for (const graph of [candidate, reference]) {
        await expect(frameIn(graph, /^runBench /)).toHaveAttribute('aria-level', '1');
      }
      const scrolledTo = (graph: Locator) => graph.evaluate((element) => element.scrollTop);
      await candidate.evaluate((element) => (element.scrollTop = 10));
      const top = await scrolledTo(candidate);
      await expect
        .poll(() => scrolledTo(reference))
        .toBe(
          Math.min(top, await reference.evaluate((one) => one.scrollHeight - one.clientHeight)),
        );
      await window.getByRole('searchbox', { name: 'Search frames' }).fill('run');
      await expect(window.getByText(/^candidate: [\d,]+ match/)).toBeVisible();
      await expect(window.getByText(/^sqlite: [\d,]+ match/)).toBeVisible();
      await window.getByRole('searchbox', { name: 'Search frames' }).fill('');
    }
    await window.getByRole('button', { name: 'Reset' }).click();
  });
}

test('one build is shown inverted, in time order, by module, and as a sandwich', async () => {
  const { window } = launched;
  await window.getByRole('radio', { name: 'CPU', exact: true }).click();
  await window.getByRole('radio', { name: 'candidate' }).click();
  await chooseOrder(window, 'Inverted');
  await expect(graphOf(window)).toBeVisible();
  await chooseOrder(window, 'Time order');
  await expect(graphOf(window)).toBeVisible();
  await window.getByRole('combobox', { name: 'Colour' }).click();
  await window.getByRole('option', { name: /By module/ }).click();
  await expect(window.getByText('other modules')).toBeVisible();
  await chooseOrder(window, 'Merged');
  await chooseInMenu(window, frameIn(graphOf(window), /^runBench /), /^Callers and callees/);
  const callees = graphOf(window, /^Callees: /);
  await expect(frameIn(callees, /^runBench /)).toHaveAttribute('aria-level', '1');
  const callers = graphOf(window, /^Callers: /);
  await expect(frameIn(callers, /^runBench /)).toHaveAttribute('aria-level', '1');
  const functions = window.getByRole('listbox', { name: 'Functions by self cost' });
  const second = functions.getByRole('option').nth(1);
  await second.click();
  await expect(second).toHaveAttribute('aria-selected', 'true');
  await expect(frameIn(callees, /^runBench /)).toBeHidden();
  await window.getByRole('button', { name: 'Reset' }).click();
});

test('the keyboard alone walks, zooms, opens the menu and chooses the middle of a sandwich', async () => {
  const { window } = launched;
  const { keyboard } = window;
  await window.getByRole('radio', { name: 'candidate' }).click();
  const graph = graphOf(window);
  await graph.focus();
  const selected = graph.locator('[aria-selected="true"]');
  const levels: (string | null)[] = [];
  for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp']) {
    await keyboard.press(key);
    levels.push(await selected.getAttribute('aria-level'));
  }
  expect(levels).toEqual(['1', '2', '3', '4', '3']);
  const id = await selected.getAttribute('id');
  await expect(graph).toHaveAttribute('aria-activedescendant', id ?? '');
  await expect(selected).toHaveAttribute('aria-label', /: total .*, self /);
  await keyboard.press('Home');
  await keyboard.press('ArrowDown');
  const first = await selected.getAttribute('aria-label');
  await keyboard.press('ArrowRight');
  await expect(selected).not.toHaveAttribute('aria-label', first ?? '');
  await keyboard.press('ArrowLeft');
  await expect(selected).toHaveAttribute('aria-label', first ?? '');

  await keyboard.press('Enter');
  await expect(wayIn(window)).toBeVisible();
  await keyboard.press('Escape');
  await expect(wayIn(window)).toBeHidden();
  await keyboard.press('Home');
  await keyboard.press('ArrowDown');
  await keyboard.press('Shift+F10');
  const menu = window.getByRole('menu');
  await expect(menu).toBeVisible();
  await keyboard.press('Escape');
  await expect(menu).toBeHidden();

  await chooseOrder(window, 'Sandwich');
  const functions = window.getByRole('listbox', { name: 'Functions by self cost' });
  await functions.focus();
  await keyboard.press('End');
  await keyboard.press('Home');
  await keyboard.press('ArrowDown');
  await expect(functions.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await window.getByRole('button', { name: 'Reset' }).click();
});

const FORMS: readonly { name: string; show: (window: Page) => Promise<void> }[] = [
  {
    name: 'difference',
    show: (window) => window.getByRole('radio', { name: 'Difference' }).click(),
  },
  { name: 'panes', show: (window) => window.getByRole('radio', { name: 'Both' }).click() },
  {
    name: 'sandwich',
    show: async (window) => {
      await window.getByRole('radio', { name: 'candidate' }).click();
      await chooseOrder(window, 'Sandwich');
    },
  },
  {
    name: 'search',
    show: async (window) => {
      await chooseOrder(window, 'Merged');
      await window.getByRole('searchbox', { name: 'Search frames' }).fill('run');
      await expect(window.getByText(/[\d,]+ match/)).toBeVisible();
    },
  },
];

for (const theme of ['Light', 'Dark'] as const) {
  for (const size of [
    { width: 1280, height: 720 },
    { width: 1920, height: 1080 },
  ]) {
    test(`every form has no violation in the ${theme.toLowerCase()} theme at ${size.width} by ${size.height}`, async () => {
      const { app, window } = launched;
      await chooseTheme(window, theme);
      await app.evaluate(({ BrowserWindow }, { width, height }) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
      }, size);
      for (const { name, show } of FORMS) {
        await show(window);
        await expect(window.getByRole('tree').first()).toBeVisible();
        await expect.poll(() => countColours(window.getByRole('tree').last())).toBeGreaterThan(3);
        expect(await findViolations(window)).toEqual([]);
        const file = `flame-${name}-${theme.toLowerCase()}-${size.width}.png`;
        await window.screenshot({ path: join(SCREENSHOTS, file) });
      }
      await window.getByRole('button', { name: 'Reset' }).click();
    });
  }
}

test('the window had nothing to complain about', () => {
  expect(launched.problems).toEqual([]);
});
