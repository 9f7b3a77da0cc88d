/** What is measured inside a page: when something was painted after an input, and what held the page up. */
import { readFileSync } from 'node:fs';
import type { ElectronApplication, Page } from 'playwright/test';

/** Put into the page before the first measurement. Times are the page's own, in milliseconds. */
const WATCHER = `
(() => {
  if (globalThis.watcher) return;
  const watcher = { input: 0, answered: 0, shown: 0, longTasks: [] };
  for (const type of ['pointerup', 'dblclick', 'input', 'keydown'])
    addEventListener(type, (event) => { watcher.input = event.timeStamp; }, true);
  // Marks are caught as they are set: what is painted in a task is on the screen with the frame that follows.
  const mark = performance.mark.bind(performance);
  performance.mark = (name, options) => {
    const entry = mark(name, options);
    if (name === 'answered view.flame') watcher.answered = entry.startTime;
    if (name === 'flame painted' && watcher.answered > watcher.input && watcher.input > 0 && watcher.shown === 0) {
      watcher.shown = -1;
      void watcher.presented().then((at) => { watcher.shown = at; });
    }
    return entry;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watcher.longTasks.push(entry.duration);
  }).observe({ entryTypes: ['longtask'] });
  // A message sent from a frame arrives when that frame has been handed to the screen.
  watcher.presented = () => new Promise((done) =>
    requestAnimationFrame(() => { const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now()); channel.port2.postMessage(0); }));
  globalThis.watcher = watcher;
})()`;

export async function watchPage(page: Page): Promise<void> {
  await page.evaluate(WATCHER);
}

/** Milliseconds from the last input to the painted answer on the screen, and of these from the answer on. */
export async function awaitPaintedAnswer(
  page: Page,
  act: () => Promise<void>,
): Promise<{ fromInput: number; fromAnswer: number }> {
  await page.evaluate('watcher.input = 0; watcher.answered = 0; watcher.shown = 0');
  await act();
  return page.evaluate(`(async () => {
    const started = performance.now();
    while (watcher.shown <= 0) {
      if (performance.now() - started > 5000) throw new Error('nothing was painted within 5 s');
      await new Promise((go) => setTimeout(go, 5));
    }
    return { fromInput: watcher.shown - watcher.input, fromAnswer: watcher.shown - watcher.answered };
  })()`);
}

/** Milliseconds from an event of that type to the next frame on the screen, whatever it shows. */
export async function awaitNextFrame(
  page: Page,
  type: 'pointerup' | 'dblclick' | 'input',
  act: () => Promise<void>,
): Promise<number> {
  // Asked for with the event itself: a question that comes later would find the frame gone.
  await page.evaluate(`
    watcher.next = new Promise((done) =>
      addEventListener('${type}', (event) => {
        void watcher.presented().then((at) => done(at - event.timeStamp));
      }, { capture: true, once: true })); undefined`);
  await act();
  return page.evaluate('watcher.next');
}

/** Turns the wheel for some time; gives frames a second and the tasks above 50 ms. */
export async function scrollByWheel(
  page: Page,
  at: { x: number; y: number },
  turns: number,
): Promise<{ framesPerSecond: number; p95FrameMs: number; longTasks: number }> {
  await page.mouse.move(at.x, at.y);
  await page.evaluate(`
    watcher.longTasks.length = 0; watcher.frames = []; watcher.running = true;
    const tick = (now) => { watcher.frames.push(now); if (watcher.running) requestAnimationFrame(tick); };
    requestAnimationFrame(tick)`);
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, turn < turns / 2 ? 240 : -240);
  return page.evaluate(`(() => {
    watcher.running = false;
    const gaps = watcher.frames.slice(1).map((at, i) => at - watcher.frames[i]).sort((a, b) => a - b);
    const span = watcher.frames.at(-1) - watcher.frames[0];
    return {
      framesPerSecond: (gaps.length / span) * 1000,
      p95FrameMs: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
      longTasks: watcher.longTasks.filter((duration) => duration > 50).length,
    };
  })()`);
}

/** Proportional memory of the window's renderer process in bytes. */
export async function readRendererMemory(app: ElectronApplication): Promise<number> {
  const pid = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(),
  );
  const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return Number(found?.[1] ?? NaN) * 1024;
}
