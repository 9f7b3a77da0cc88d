/** The flame graph of a million samples in the real window, against speedscope and d3-flame-graph: `[--rounds N] [--only touchstone,main,speedscope,d3]`. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright/test';
import { chooseRun, openSample } from '../e2e/record-sample';
import { TABS } from '../src/ipc/tabs';
import { drawInD3 } from './view/draw-in-d3';
import { note, PATIENCE_MS, printFigures } from './view/figure-table';
import { makeProfile, type NestedFrame } from './view/make-profile';
import {
  awaitPaintedAnswer,
  readRendererMemory,
  scrollByWheel,
  watchPage,
} from './view/measure-page';
import { openInSpeedscope } from './view/open-speedscope';
import { readMain, watchMain, type MainBlock } from './view/watch-main';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'touchstone,main,speedscope,d3' },
  },
});
const only = options.only.split(',');
const ROUNDS = Number(options.rounds);
/** Zooms and searches of one round. */
const TRIES = 25;
/** Frames of the deepest stack, and the height of one in the picture. */
const DEEPEST = 300;
const LINE_PX = 21;

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'touchstone-view-'));
async function openTouchstone(name: string): Promise<{ app: ElectronApplication; page: Page }> {
  const app = await _electron.launch({
    args: [root],
    cwd: root,
    env: {
      ...(process.env as Record<string, string>),
      TOUCHSTONE_HOME: join(folder, `home-${name}`),
      XDG_CONFIG_HOME: join(folder, `config-${name}`),
    },
  });
  const page = await app.firstWindow();
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.setContentSize(1440, 900),
  );
  await page.getByRole('button', { name: 'Open profiles…' }).waitFor();
  await watchPage(page);
  return { app, page };
}

async function openFlameGraph(page: Page, file: string): Promise<void> {
  await dropFile(page, file);
  const tab = page.getByRole('tab', { name: 'Flame graph', exact: true });
  await tab.waitFor({ timeout: PATIENCE_MS });
  await tab.click();
  const graph = page.getByRole('tree', { name: /^Flame graph of/ });
  await graph.waitFor({ timeout: PATIENCE_MS });
  await page.evaluate('watcher.presented()');
}

/** Blocks of the main process in one doing: the longest that computed, and the longest by the clock. */
async function noteMain(app: ElectronApplication, doing: string): Promise<void> {
  const blocks = await readMain(app);
  const longest = (of: (block: MainBlock) => number) => Math.max(0, ...blocks.map(of));
  note(
    'main process',
    `longest task, ${doing}`,
    longest(({ computingMs }) => computingMs),
    'ms',
  );
  note(
    'main process',
    `longest by the clock, ${doing}`,
    longest(({ wallMs }) => wallMs),
    'ms',
  );
}

async function openInTouchstone(file: string, round: number): Promise<void> {
  const { app, page } = await openTouchstone(String(round));
  try {
    const graph = page.getByRole('tree', { name: /^Flame graph of/ });
    await watchMain(app);
    const started = Date.now();
    await openFlameGraph(page, file);
    note('Touchstone', 'file to first graph', Date.now() - started, 'ms');
    await noteMain(app, 'opening it');
    await watchMain(app);
    // The first picture of another order: its tree is made anew, its answer painted for the first time.
    await page.getByRole('combobox', { name: 'Order' }).click();
    const inverted = page.getByRole('option', { name: 'Time order' });
    const first = await awaitPaintedAnswer(page, () => inverted.click());
    note('Touchstone', 'first answer to painted, time order', first.fromAnswer, 'ms');
    await page.getByRole('combobox', { name: 'Order' }).click();
    await page.getByRole('option', { name: 'Merged' }).click();
    await page.waitForTimeout(1000);

    const frames = Number(await graph.getAttribute('data-frames'));
    note('Touchstone', 'boxes painted or ready to be', frames, 'count');
    await zoomAndSearch(page, '');
    await page.getByRole('combobox', { name: 'Order' }).click();
    await page.getByRole('option', { name: 'Time order' }).click();
    await page.waitForTimeout(1000);
    await zoomAndSearch(page, ', time order');
    await noteMain(app, 'flame graphs');
    await page.getByRole('combobox', { name: 'Order' }).click();
    await page.getByRole('option', { name: 'Merged' }).click();
    await page.waitForTimeout(500);
    const box = (await graph.boundingBox())!;
    const flame = await scrollByWheel(page, { x: box.x + 300, y: box.y + 200 }, 120);
    note('Touchstone', 'flame graph scrolled', flame.framesPerSecond, 'frames/s');
    note('Touchstone', 'long tasks while scrolling it', flame.longTasks, 'count');
    await page.getByRole('tab', { name: 'Functions', exact: true }).click();
    const table = page.getByRole('table', { name: 'Functions' });
    await table.getByRole('row').nth(5).waitFor();
    const place = (await table.boundingBox())!;
    const scrolled = await scrollByWheel(page, { x: place.x + 200, y: place.y + 150 }, 120);
    note('Touchstone', 'table scrolled', scrolled.framesPerSecond, 'frames/s');
    note('Touchstone', 'long tasks while scrolling the table', scrolled.longTasks, 'count');
    note('Touchstone', 'renderer memory', (await readRendererMemory(app)) / 1e6, 'MB');
  } finally {
    await app.close();
    rmSync(join(folder, `home-${round}`), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** From the data to the first picture, of trees that were not asked for before: built, laid out, painted. */
async function drawInTouchstone(file: string): Promise<void> {
  const { app, page } = await openTouchstone('smaller');
  try {
    await openFlameGraph(page, file);
    for (const order of ['Inverted', 'Time order']) {
      await page.waitForTimeout(500);
      await page.getByRole('combobox', { name: 'Order' }).click();
      const option = page.getByRole('option', { name: order });
      const first = await awaitPaintedAnswer(page, () => option.click());
      note('Touchstone', 'data to first graph, the largest of these', first.fromInput, 'ms');
    }
  } finally {
    await app.close();
  }
}

async function zoomAndSearch(page: Page, order: string): Promise<void> {
  const graph = page.getByRole('tree', { name: /^Flame graph of/ });
  // Each frame once: an answer that was given before is not asked for again. From frame to frame inward, then anew from the whole.
  const seen = new Set<string>();
  for (let turn = 0, depth = 0; turn < TRIES;) {
    const frame = (await listFrames(graph)).find(({ label }) => !seen.has(label));
    if (frame === undefined) {
      if (depth === 0) break;
      await page.keyboard.press('Escape');
      await page.getByText('Click a frame to zoom in').waitFor();
      depth = 0;
      continue;
    }
    seen.add(frame.label);
    const box = (await graph.boundingBox())!;
    const [x, y] = [box.x + frame.middle, box.y + frame.top - (await readScroll(graph)) + 8];
    await page.mouse.move(x, y);
    await page.waitForTimeout(50);
    const zoom = await awaitPaintedAnswer(page, () => page.mouse.click(x, y)).catch(() => null);
    if (zoom === null) {
      note('Touchstone', `clicks without a picture${order}`, 1, 'count');
    } else {
      note('Touchstone', `zoom${order}`, zoom.fromInput, 'ms');
      note('Touchstone', `answer to painted${order}`, zoom.fromAnswer, 'ms');
    }
    turn += 1;
    depth += 1;
  }
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
  const search = page.getByRole('searchbox', { name: 'Search frames' });
  for (let turn = 0; turn < TRIES; turn++) {
    const text = turn % 2 === 0 ? `handle${turn}` : `/module-${turn}[0-9]?\\.js$/`;
    const found = await awaitPaintedAnswer(page, () => search.fill(text));
    note('Touchstone', `search${order}`, found.fromInput, 'ms');
    await page.waitForTimeout(50);
  }
  await search.fill('');
  await page.waitForTimeout(300);
}

/** The frames in sight that have room for a name and are not as wide as the picture. */
async function listFrames(
  graph: Locator,
): Promise<{ label: string; top: number; middle: number }[]> {
  // The elements of the frames follow the picture after a pause.
  await graph.page().waitForTimeout(250);
  const { height, width: whole } = (await graph.boundingBox())!;
  const scrolled = await readScroll(graph);
  const items = await graph.getByRole('treeitem').evaluateAll((elements) =>
    elements.map((element) => {
      const { left, width, top } = (element as HTMLElement).style;
      return {
        label: element.getAttribute('aria-label') ?? '',
        width: parseFloat(width),
        middle: parseFloat(left) + parseFloat(width) / 2,
        top: parseFloat(top),
      };
    }),
  );
  return items.filter(
    ({ label, width, top }) =>
      !label.includes(' narrower)') &&
      width < whole - 40 &&
      top >= scrolled &&
      top < scrolled + height - LINE_PX,
  );
}

function readScroll(graph: Locator): Promise<number> {
  return graph.evaluate((element) => element.scrollTop);
}

/** Hands a file to the window as a drop does. */
async function dropFile(page: Page, file: string): Promise<void> {
  await page.evaluate(`(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'dropped' });
    document.body.append(input);
  })()`);
  await page.locator('#dropped').setInputFiles(file);
  await page.evaluate(`(() => {
    const input = document.querySelector('#dropped');
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(input.files[0]);
    input.remove();
    dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  })()`);
}

/** The main process while a comparison of the sample is recorded, and its views opened. */
async function recordInTouchstone(): Promise<void> {
  const { app, page } = await openTouchstone('record');
  try {
    await openSample(page);
    await chooseRun(page, { workloads: ['insert'], sizes: [100, 200, 400, 800], runs: 1 });
    await watchMain(app);
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const stop = page.getByRole('button', { name: 'Stop' });
    await stop.waitFor();
    await stop.waitFor({ state: 'hidden', timeout: 10 * PATIENCE_MS });
    await page.getByRole('region', { name: 'Numbers' }).waitFor({ timeout: PATIENCE_MS });
    await noteMain(app, 'comparing');
    await watchMain(app);
    for (const name of TABS) {
      await page.getByRole('tab', { name, exact: true }).click();
      await page.waitForTimeout(1500);
    }
    await noteMain(app, 'its views');
  } finally {
    await app.close();
  }
}

/** Stacks of the smaller trees, which it does draw. */
const SMALLER = [300, 1000, 3000, 10_000, 30_000];

/** Beyond a tree that took this long in milliseconds, three times as large a one is not worth the wait. */
const WORTH_MS = 15_000;

/** Grows trees until it hardly draws them, and draws the largest of these in Touchstone, too; then tries the whole. */
async function openInD3(tree: NestedFrame, nodes: number): Promise<void> {
  let largest: string | null = null;
  for (const stacks of SMALLER) {
    const smaller = makeProfile({
      samples: stacks * 10,
      stacks,
      deepest: DEEPEST,
      functions: 5000,
    });
    const took = await drawInD3({ folder, root }, smaller.tree, smaller.nodes);
    if (took === null) break;
    largest = smaller.text;
    if (took > WORTH_MS) break;
  }
  if (largest !== null) {
    const file = join(folder, 'smaller.cpuprofile');
    writeFileSync(file, largest);
    await drawInTouchstone(file);
  }
  await drawInD3({ folder, root }, tree, nodes);
}

try {
  mkdirSync(folder, { recursive: true });
  const shape = { samples: 1_000_000, stacks: 100_000, deepest: DEEPEST, functions: 5000 };
  const { text, tree, nodes } = makeProfile(shape);
  const file = join(folder, 'million.cpuprofile');
  writeFileSync(file, text);
  console.log(
    `${shape.samples} samples, ${shape.stacks} stacks, ${nodes} nodes, ${shape.deepest} deep, ${(statSync(file).size / 1e6).toFixed(0)} MB; ${cpus()[0]?.model}, ${cpus().length} cores`,
  );
  for (let round = 0; round < ROUNDS; round++) {
    if (only.includes('touchstone')) await openInTouchstone(file, round);
    if (only.includes('speedscope')) await openInSpeedscope({ folder, root }, file, TRIES);
    if (round === 0 && only.includes('main')) await recordInTouchstone();
    // It takes minutes: once is enough to see it.
    if (round === 0 && only.includes('d3')) await openInD3(tree, nodes);
    console.log(`\nround ${round + 1} of ${ROUNDS}`);
    printFigures();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}
