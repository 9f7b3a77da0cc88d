/** What is measured inside a page: when something was painted after an input, and what held the page up. */
import { readFileSync } from 'node:fs';
import type { ElectronApplication, Page } from 'playwright/test';

/** Put into the page before the first measurement. Times are the page's own, in milliseconds. */
const WATCHER = `
(() => {
  if (globalThis.watcher) return;
  const watcher = { input: 0, marks: [], longTasks: [] };
  for (const type of ['pointerup', 'dblclick', 'input', 'keydown'])
    addEventListener(type, (event) => { watcher.input = event.timeStamp; }, true);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watcher.marks.push([entry.name, entry.startTime]);
  }).observe({ entryTypes: ['mark'] });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watcher.longTasks.push(entry.duration);
  }).observe({ entryTypes: ['longtask'] });
  // The frame after the next is made when the next one has been handed to the screen.
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
  await page.evaluate('watcher.marks.length = 0; watcher.input = 0');
  await act();
  return page.evaluate(`(async () => {
    const started = performance.now();
    for (;;) {
      const answered = watcher.marks.findLast(([name, at]) => name === 'answered view.flame' && at > watcher.input);
      const painted = answered && watcher.marks.find(([name, at]) => name === 'flame painted' && at >= answered[1]);
      if (painted && watcher.input > 0) {
        const presented = await watcher.presented();
        return { fromInput: presented - watcher.input, fromAnswer: presented - answered[1] };
      }
      if (performance.now() - started > 10000) throw new Error('nothing was painted within 10 s');
      await new Promise((go) => requestAnimationFrame(go));
    }
  })()`);
}

/** Milliseconds from the last input to the next frame on the screen, whatever it shows. */
export async function awaitNextFrame(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate('watcher.input = 0');
  await act();
  return page.evaluate(`(async () => {
    const presented = await watcher.presented();
    return presented - watcher.input;
  })()`);
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
