/** The flame graph of a million samples in the real window, against speedscope and d3-flame-graph: `[--rounds N] [--only touchstone,speedscope,d3]`. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright/test';
import { makeProfile } from './view/make-profile';
import {
  awaitNextFrame,
  awaitPaintedAnswer,
  readRendererMemory,
  scrollByWheel,
  watchPage,
} from './view/measure-page';
import { openPeer } from './view/open-peer';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'touchstone,speedscope,d3' },
  },
});
const only = options.only.split(',');
const ROUNDS = Number(options.rounds);
/** Zooms and searches of one round. */
const TRIES = 25;
/** Longer than anybody waits for a picture. */
const PATIENCE_MS = 120_000;
/** Frames of the deepest stack, and the height of one in the picture. */
const DEEPEST = 300;
const LINE_PX = 21;

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'touchstone-view-'));
const rows: { subject: string; figure: string; values: number[]; unit: string }[] = [];

function note(subject: string, figure: string, value: number, unit: string): void {
  const row = rows.find((each) => each.subject === subject && each.figure === figure);
  if (row === undefined) rows.push({ subject, figure, values: [value], unit });
  else row.values.push(value);
}

async function openInTouchstone(file: string, round: number): Promise<void> {
  const app = await _electron.launch({
    args: [root],
    cwd: root,
    env: {
      ...(process.env as Record<string, string>),
      TOUCHSTONE_HOME: join(folder, `home-${round}`),
      XDG_CONFIG_HOME: join(folder, `config-${round}`),
    },
  });
  try {
    const page = await app.firstWindow();
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.setContentSize(1440, 900),
    );
    await page.getByRole('button', { name: 'Open profiles…' }).waitFor();
    await watchPage(page);
    const started = Date.now();
    await dropFile(page, file);
    const tab = page.getByRole('tab', { name: 'Flame graph', exact: true });
    await tab.waitFor({ timeout: PATIENCE_MS });
    await tab.click();
    const graph = page.getByRole('tree', { name: /^Flame graph of/ });
    await graph.waitFor({ timeout: PATIENCE_MS });
    await page.evaluate('watcher.presented()');
    note('Touchstone', 'file to first graph', Date.now() - started, 'ms');
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

async function openInSpeedscope(file: string): Promise<void> {
  const page0 = join(root, 'node_modules/speedscope/dist/release/index.html');
  const { app, page } = await openPeer(folder, page0);
  try {
    await watchPage(page);
    const started = Date.now();
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('Left Heavy').first().waitFor({ timeout: PATIENCE_MS });
    await page.evaluate('watcher.presented()');
    note('speedscope', 'file to first graph', Date.now() - started, 'ms');
    const order = await awaitNextFrame(page, 'pointerup', () =>
      page.getByText('Left Heavy').first().click(),
    );
    note('speedscope', 'left heavy', order, 'ms');
    for (let turn = 0; turn < TRIES; turn++) {
      const x = 60 + (1300 * turn) / TRIES;
      const y = 200 + 20 * (turn % 9);
      note(
        'speedscope',
        'zoom',
        await awaitNextFrame(page, 'dblclick', () => page.mouse.dblclick(x, y)),
        'ms',
      );
      await page.waitForTimeout(400);
      await page.keyboard.press('0');
      await page.waitForTimeout(150);
    }
    await page.keyboard.press('Control+f');
    for (let turn = 0; turn < TRIES; turn++) {
      const type = () => page.keyboard.type(String(turn % 10));
      note('speedscope', 'search', await awaitNextFrame(page, 'input', type), 'ms');
      await page.keyboard.press('Backspace');
      await page.waitForTimeout(150);
    }
    note('speedscope', 'renderer memory', (await readRendererMemory(app)) / 1e6, 'MB');
  } catch (error) {
    console.log(
      `speedscope: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
    note('speedscope', 'file to first graph', Infinity, 'ms');
  } finally {
    await endPeer(app);
  }
}

function tellFailure(error: unknown): null {
  console.log(`d3-flame-graph: ${error instanceof Error ? error.message : String(error)}`);
  return null;
}

/** A page that is still drawing does not close: it is given 5 s. */
async function endPeer(app: ElectronApplication): Promise<void> {
  const child = app.process();
  const late = new Promise((done) => setTimeout(done, 5000));
  await Promise.race([app.close(), late]);
  child.kill('SIGKILL');
}

async function openInD3(tree: string): Promise<void> {
  const scripts = [
    // Its build for pages expects the parts of d3 that it is made from, each after those that it needs.
    ...'array color dispatch ease format hierarchy interpolate selection time timer time-format scale transition'
      .split(' ')
      .map((part) => join(root, `node_modules/d3-${part}/dist/d3-${part}.min.js`)),
    join(root, 'node_modules/d3-flame-graph/dist/d3-flamegraph.umd.min.js'),
    tree,
  ];
  const html = join(folder, 'd3.html');
  writeFileSync(
    html,
    `<!doctype html><div id="chart"></div>${scripts.map((src) => `<script src="file://${src}"></script>`).join('')}`,
  );
  const { app, page } = await openPeer(folder, html);
  try {
    await watchPage(page);
    const drawn = page.evaluate<number>(`(async () => {
      const started = performance.now();
      const make = typeof flamegraph === 'function' ? flamegraph : flamegraph.default;
      const chart = make().width(1180).transitionDuration(0);
      d3.select('#chart').datum(TREE).call(chart);
      return (await watcher.presented()) - started;
    })()`);
    const late = new Promise<null>((done) => setTimeout(() => done(null), PATIENCE_MS));
    const took = await Promise.race([drawn.catch(tellFailure), late]);
    note('d3-flame-graph', 'data to first graph', took ?? Infinity, 'ms');
    note('d3-flame-graph', 'renderer memory', (await readRendererMemory(app)) / 1e6, 'MB');
  } catch {
    note('d3-flame-graph', 'data to first graph', Infinity, 'ms');
  } finally {
    await endPeer(app);
  }
}

function print(): void {
  console.log(
    '\nsubject          figure                                    n    median       p95   worst',
  );
  for (const { subject, figure, values, unit } of rows) {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
    // Of frames a second the fewest are the worst.
    const [late, worst] = unit === 'frames/s' ? [at(0.05), sorted[0]!] : [at(0.95), sorted.at(-1)!];
    const write = (value: number) =>
      value === Infinity ? 'never' : value.toFixed(value < 100 && unit !== 'count' ? 1 : 0);
    console.log(
      `${subject.padEnd(16)} ${`${figure}, ${unit}`.padEnd(40)} ${String(values.length).padStart(3)} ${write(at(0.5)).padStart(9)} ${write(late).padStart(9)} ${write(worst).padStart(7)}`,
    );
  }
}

try {
  mkdirSync(folder, { recursive: true });
  const shape = { samples: 1_000_000, stacks: 100_000, deepest: DEEPEST, functions: 5000 };
  const { text, tree, nodes } = makeProfile(shape);
  const file = join(folder, 'million.cpuprofile');
  writeFileSync(file, text);
  const script = join(folder, 'tree.js');
  writeFileSync(script, `TREE = ${JSON.stringify(tree)}`);
  console.log(
    `${shape.samples} samples, ${shape.stacks} stacks, ${nodes} nodes, ${shape.deepest} deep, ${(statSync(file).size / 1e6).toFixed(0)} MB; ${cpus()[0]?.model}, ${cpus().length} cores`,
  );
  for (let round = 0; round < ROUNDS; round++) {
    if (only.includes('touchstone')) await openInTouchstone(file, round);
    if (only.includes('speedscope')) await openInSpeedscope(file);
    // It takes minutes: once is enough to see it.
    if (round === 0 && only.includes('d3')) await openInD3(script);
    console.log(`\nround ${round + 1} of ${ROUNDS}`);
    print();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}
