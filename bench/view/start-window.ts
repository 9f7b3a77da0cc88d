/** Starts Electron as a user does, without a driver that holds its start up, and looks into its window afterwards. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright/test';

/** A started app. */
export interface StartedWindow {
  child: ChildProcess;
  browser: Browser;
  page: Page;
  /** Milliseconds from the start of the process to the first frame that shows content. */
  firstContentMs: number;
  close: () => Promise<void>;
}

const require = createRequire(resolve(import.meta.dirname, '../../package.json'));
/** The same binary for everything. */
export const ELECTRON = require('electron') as unknown as string;

/** Kernel clock ticks a second, as /proc counts processor time. */
const TICKS_PER_SECOND = 100;

/** Starts an app folder and waits until its window shows content. */
export async function startWindow(
  args: readonly string[],
  env: Record<string, string>,
): Promise<StartedWindow> {
  const started = Date.now();
  const child = spawn(ELECTRON, ['--no-sandbox', '--remote-debugging-port=0', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const close = async () => {
    const ended = new Promise((done) => child.once('exit', done));
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
  };
  try {
    const browser = await chromium.connectOverCDP(await readAddress(child));
    const page = browser.contexts()[0]!.pages()[0]!;
    const shown = await page.evaluate<number>(`new Promise((done) =>
      new PerformanceObserver((list) => {
        const first = list.getEntriesByName('first-contentful-paint')[0];
        if (first) done(performance.timeOrigin + first.startTime);
      }).observe({ type: 'paint', buffered: true }))`);
    return { child, browser, page, firstContentMs: shown - started, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function readAddress(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, address] = /DevTools listening on (ws:\S+)/.exec(text) ?? [];
      // The window is there a moment later; until then there is no page to look into.
      if (address !== undefined) void waitForPage(address).then(done, fail);
    });
    child.once('exit', () => fail(new Error(`Electron ended: ${text}`)));
  });
}

async function waitForPage(address: string): Promise<string> {
  const { host } = new URL(address);
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const pages = (await (await fetch(`http://${host}/json/list`)).json()) as { type: string }[];
    if (pages.some(({ type }) => type === 'page')) return address;
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error('No window within 30 s');
}

/** Processor time of a process and all below it, in seconds. */
export function readCpuSeconds(root: number): number {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The name in brackets may hold anything; the fields are counted from behind it.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').pop()!.split(' ');
      const ticks = Number(fields[11]) + Number(fields[12]);
      processes.set(Number(name), { parent: Number(fields[1]), ticks });
    } catch {
      // It ended meanwhile.
    }
  }
  let ticks = 0;
  for (const [pid, own] of processes) {
    let at: number | undefined = pid;
    while (at !== undefined && at > 1 && at !== root) at = processes.get(at)?.parent;
    if (at === root) ticks += own.ticks;
  }
  return ticks / TICKS_PER_SECOND;
}
