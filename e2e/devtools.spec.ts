/** Our exports in DevTools' own page, as Chromium bundles it: its Performance panel shows the times that Touchstone shows. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from 'playwright/test';
import { runCli } from './run-cli';

const ROOT = resolve(import.meta.dirname, '..');

/** Where the bundled front end of the oldest supported Electron has its panel. No API promises it: elsewhere the test may have to be left out. */
const PANEL = './panels/timeline/timeline.js';
const SURE_MAJOR = '33.';

/** The file has whole microseconds, rounded on their sum, so that errors do not add up. */
const GRAIN_MS = 0.01;

/** Self and total in milliseconds by `name (file:line)`. */
type Sums = Map<string, { self: number; total: number }>;

interface ImportAnswer {
  files: {
    functions: {
      top: { function: string; file: string | null; line: number; self: number; total: number }[];
    };
  }[];
}

/** A call in the panel's flame chart, with times in milliseconds. */
interface Call {
  name: string;
  start: number;
  level: number;
  duration: number;
}

/** What is asked of the bundled front end. */
interface PanelModule {
  TimelinePanel?: {
    TimelinePanel?: {
      instance: () => {
        getFlameChart?: () => {
          getMainDataProvider?: () => {
            timelineData: () => {
              entryLevels: ArrayLike<number>;
              entryStartTimes: ArrayLike<number>;
              entryTotalTimes: ArrayLike<number>;
            };
            eventByIndex: (index: number) => {
              callFrame?: { functionName: string; url: string; lineNumber: number };
            } | null;
          };
        };
      };
    };
  };
}

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-devtools-e2e-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** Exports a capture, and says what Touchstone shows of its most costly functions. */
async function exportCapture(capture: string): Promise<{ path: string; own: Sums }> {
  const path = join(folder, 'export.cpuprofile');
  await runCli('convert', capture, '--to', 'cpuprofile', '-o', path);
  const answer = JSON.parse(await runCli('import', capture, '--json')) as ImportAnswer;
  const own: Sums = new Map();
  for (const { function: name, file, line, self, total } of answer.files[0]!.functions.top) {
    own.set(`${name} (${file ?? ''}:${line})`, { self, total });
  }
  return { path, own };
}

/** Opens DevTools on an empty page, in a window that has room for its tables. */
async function openDevTools(): Promise<{ app: ElectronApplication; devTools: Page }> {
  const main = join(folder, 'main.cjs');
  await writeFile(
    main,
    `const { app, BrowserWindow } = require('electron');
     app.whenReady().then(async () => {
       const page = new BrowserWindow({ width: 300, height: 200 });
       await page.loadURL('about:blank');
       const devTools = new BrowserWindow({ width: 1400, height: 1000 });
       page.webContents.setDevToolsWebContents(devTools.webContents);
       page.webContents.openDevTools({ mode: 'detach' });
     });`,
  );
  const app = await _electron.launch({ args: [main], cwd: folder });
  const isDevTools = (page: Page) => page.url().startsWith('devtools:');
  await expect.poll(() => app.windows().some(isDevTools)).toBe(true);
  return { app, devTools: app.windows().find(isDevTools)! };
}

/** Whether the bundled front end has the panel as it is asked here. */
function hasFlameChart(devTools: Page): Promise<boolean> {
  return devTools.evaluate(async (path) => {
    const panel = await (import(path) as Promise<PanelModule>).catch(() => null);
    const chart = panel?.TimelinePanel?.TimelinePanel?.instance().getFlameChart?.();
    return chart?.getMainDataProvider !== undefined;
  }, PANEL);
}

/** Every call in the flame chart of the profile that is open. */
function readFlameChart(devTools: Page): Promise<Call[]> {
  return devTools.evaluate(async (path) => {
    const { TimelinePanel } = ((await import(path)) as Required<PanelModule>).TimelinePanel;
    const provider = TimelinePanel!.instance().getFlameChart!().getMainDataProvider!();
    const { entryLevels, entryStartTimes, entryTotalTimes } = provider.timelineData();
    return Array.from(entryLevels).flatMap((level, index) => {
      const frame = provider.eventByIndex(index)?.callFrame;
      if (frame === undefined) return [];
      const { functionName, url, lineNumber } = frame;
      const place = `${decodeURI(url.replace(/^file:\/\//, ''))}:${lineNumber + 1}`;
      const name = `${functionName === '' ? '(anonymous)' : functionName} (${place})`;
      const [start, duration] = [entryStartTimes[index]!, entryTotalTimes[index]!];
      return [{ name, level, start, duration }];
    });
  }, PANEL);
}

/** Sums calls by function. V8's collector has no callers: DevTools lays it over the stack before it, whose total it is not. */
function sumCalls(calls: readonly Call[]): Sums {
  const sums: Sums = new Map();
  const add = (name: string, self: number, total: number): void => {
    const known = sums.get(name) ?? { self: 0, total: 0 };
    sums.set(name, { self: known.self + self, total: known.total + total });
  };
  const open: Call[] = [];
  for (const call of [...calls].sort((a, b) => a.start - b.start || a.level - b.level)) {
    while (open.length > 0 && open.at(-1)!.level >= call.level) open.pop();
    const callers = new Set(open.map(({ name }) => name));
    add(call.name, call.duration, callers.has(call.name) ? 0 : call.duration);
    if (open.length > 0) add(open.at(-1)!.name, -call.duration, 0);
    if (call.name.startsWith('(garbage collector)')) {
      for (const name of callers) add(name, 0, -call.duration);
    }
    open.push(call);
  }
  return sums;
}

for (const { name, hasWholeMs } of [
  { name: 'node-20.20/known-shares.cpuprofile', hasWholeMs: false },
  { name: 'perf-6.1/sorts-default.txt', hasWholeMs: false },
  { name: 'collapsed/sorts.txt', hasWholeMs: true },
]) {
  test(`DevTools opens an export of ${name} and shows the same times`, async () => {
    const { path, own } = await exportCapture(join(ROOT, 'fixtures', name));
    expect([...own.values()].filter(({ self }) => self > 0).length).toBeGreaterThan(1);
    const { app, devTools } = await openDevTools();
    try {
      await devTools.getByRole('tab', { name: 'Performance', exact: true }).click();
      await expect(devTools.locator('.panel.timeline')).toBeVisible();
      const isAble = await hasFlameChart(devTools);
      const version = await app.evaluate(() => process.versions.electron);
      const reason = `the DevTools of Electron ${version} has no flame chart to ask for at ${PANEL}`;
      expect(isAble || !version.startsWith(SURE_MAJOR), reason).toBe(true);
      if (!isAble) process.stdout.write(`skipped: ${reason}\n`);
      test.skip(!isAble, reason);
      // As a person does it: by the panel's own chooser of files.
      await devTools.locator('.panel.timeline input[type=file]').setInputFiles(path);
      await devTools.getByRole('tab', { name: 'Bottom-up' }).click();
      const rows = devTools.locator('.timeline-tree-view tr.data-grid-data-grid-node');
      await expect(rows.first()).toBeVisible();

      const found = sumCalls(await readFlameChart(devTools));
      for (const [key, { self, total }] of own) {
        expect(found.has(key), key).toBe(true);
        expect(Math.abs(found.get(key)!.self - self), `self of ${key}`).toBeLessThan(GRAIN_MS);
        expect(Math.abs(found.get(key)!.total - total), `total of ${key}`).toBeLessThan(GRAIN_MS);
      }

      // Chrome 130's table takes calls that follow each other for nested ones where fractions of a millisecond round so.
      if (!hasWholeMs) return;
      const cells = await rows.evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
      );
      for (const [key, { self, total }] of own) {
        if (self === 0) continue;
        const row = cells.find(([, , text]) =>
          text!.startsWith(key.replace(/ \([^(]*:\d+\)$/, '')),
        );
        expect(row, key).toBeDefined();
        expect(
          row!.slice(0, 2).map((text) => Number.parseFloat(text)),
          key,
        ).toEqual([self, total]);
      }
    } finally {
      await app.close();
    }
  });
}
