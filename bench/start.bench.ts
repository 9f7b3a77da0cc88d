/** Start to a usable window against a bare Electron window, and the processor time of an idle one: `[--rounds N] [--idle SECONDS]`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeProfile } from './view/make-profile';
import { ELECTRON, readCpuSeconds, startWindow, type StartedWindow } from './view/start-window';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    idle: { type: 'string', default: '20' },
  },
});
const ROUNDS = Number(options.rounds);
const IDLE_SECONDS = Number(options.idle);
/** What a start leaves to be done is done after this. */
const SETTLE_MS = 5000;

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'touchstone-start-'));
const bare = join(folder, 'bare');
const times: Record<'bare Electron' | 'Touchstone', { wall: number[]; cpu: number[] }> = {
  'bare Electron': { wall: [], cpu: [] },
  Touchstone: { wall: [], cpu: [] },
};

/** The least that shows a text in a window; like any app it shows the window once there is something in it. */
function writeBareApp(): void {
  mkdirSync(bare, { recursive: true });
  writeFileSync(join(bare, 'package.json'), '{"name":"bare","main":"main.cjs"}');
  writeFileSync(
    join(bare, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadFile(require('node:path').join(__dirname, 'index.html'));
});`,
  );
  writeFileSync(join(bare, 'index.html'), '<!doctype html><title>bare</title><h1>Hello</h1>');
}

function homeOf(name: string): Record<string, string> {
  return {
    TOUCHSTONE_HOME: join(folder, name, 'home'),
    XDG_CONFIG_HOME: join(folder, name, 'config'),
  };
}

async function startOnce(name: keyof typeof times, keep: boolean): Promise<void> {
  const window = await startWindow([name === 'Touchstone' ? root : bare], homeOf(name));
  if (name === 'Touchstone') {
    await window.page.getByRole('button', { name: 'Open profiles…' }).click({ trial: true });
  }
  const cpu = readCpuSeconds(window.child.pid!);
  await window.close();
  if (!keep) return;
  times[name].wall.push(window.firstContentMs);
  times[name].cpu.push(cpu);
}

/** Percent of one core over the whole process tree while nobody touches anything. */
async function measureIdle({ child }: StartedWindow): Promise<number> {
  await new Promise((go) => setTimeout(go, SETTLE_MS));
  const before = readCpuSeconds(child.pid!);
  await new Promise((go) => setTimeout(go, IDLE_SECONDS * 1000));
  return ((readCpuSeconds(child.pid!) - before) / IDLE_SECONDS) * 100;
}

async function measureIdleOf(name: string, app: string, profile: string | null): Promise<void> {
  const env = homeOf(name);
  const window = await startWindow([app], env);
  try {
    if (profile !== null) {
      // A second start hands its file to the first.
      spawnSync(ELECTRON, ['--no-sandbox', app, profile], { env: { ...process.env, ...env } });
      const tab = window.page.getByRole('tab', { name: 'Flame graph', exact: true });
      await tab.click({ timeout: 60_000 });
      await window.page.getByRole('tree', { name: /^Flame graph of/ }).waitFor();
    }
    // Whoever looks into the window keeps it busy.
    await window.browser.close();
    console.log(
      `${name.padEnd(32)} ${(await measureIdle(window)).toFixed(2)} % of a core over ${IDLE_SECONDS} s`,
    );
  } finally {
    await window.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

try {
  writeBareApp();
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores`);
  // The first start of each reads its files from the disk and makes its folders.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of Object.keys(times) as (keyof typeof times)[]) {
      await startOnce(name, round >= 0);
    }
  }
  for (const [name, { wall, cpu }] of Object.entries(times)) {
    const sorted = wall.toSorted((a, b) => a - b);
    console.log(
      `${name.padEnd(14)} first content ${median(wall).toFixed(0)} ms (${sorted[0]?.toFixed(0)} to ${sorted.at(-1)?.toFixed(0)}), CPU ${(median(cpu) * 1000).toFixed(0)} ms, n = ${wall.length}`,
    );
  }
  const ratio = (part: 'wall' | 'cpu') =>
    (median(times.Touchstone[part]) / median(times['bare Electron'][part])).toFixed(2);
  console.log(`ratio          ${ratio('wall')}x, CPU ${ratio('cpu')}x`);
  const profile = join(folder, 'program.cpuprofile');
  const shape = { samples: 50_000, stacks: 5_000, deepest: 60, functions: 800 };
  writeFileSync(profile, makeProfile(shape).text);
  await measureIdleOf('bare Electron, idle', bare, null);
  await measureIdleOf('Touchstone, idle', root, null);
  await measureIdleOf('Touchstone, a flame graph open', root, profile);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}
