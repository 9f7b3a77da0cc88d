/** Keeps the runs of the time pass on one processor. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from '../../core/model/failure';
import type { MachineWarning } from '../../core/model/instrument';
import type { PinCore } from '../../core/model/project';
import { findProgram } from '../launch/find-program';

/** Long enough for the kernel's clock of 10 ms to tell an idle processor from a busy one. */
const LOOK_MS = 200;

/** A processor, or why none is taken. */
export type Pinning = { core: number } | { core: null; warning: MachineWarning };

/**
 * The processor that a run is to stay on. Throws FailureError `usage` where this process may not use the one that is
 * named; where the system cannot pin, the run goes on with a warning.
 */
export async function choosePinnedCore(wanted: PinCore): Promise<Pinning> {
  if (process.platform !== 'linux') {
    return notPinned(
      `Runs were not pinned to a processor: ${process.platform === 'darwin' ? 'macOS' : process.platform === 'win32' ? 'Touchstone on Windows' : process.platform} has no way to bind a program to one.`,
    );
  }
  if ((await findTaskset()) === null) {
    return notPinned(
      'Runs were not pinned to a processor: taskset is not installed (sudo apt-get install util-linux).',
    );
  }
  const allowed = parseCoreList(readAllowed());
  if (wanted === 'auto') return { core: await findIdlest(allowed) };
  if (allowed.includes(wanted)) return { core: wanted };
  throw new FailureError({
    kind: 'usage',
    message: `Runs cannot be pinned to processor ${wanted}: this process may use ${formatCores(allowed)}.`,
    remedy: 'Name one of those, or auto (--pin-core, or "pinCore" in touchstone.json).',
  });
}

/** What stands before the command. `taskset` becomes the command by exec, so it is in no number. */
export async function pinningPrefix(core: number): Promise<readonly string[]> {
  const tool = await findTaskset();
  return tool === null ? [] : [tool, '-c', String(core)];
}

async function findTaskset(): Promise<string | null> {
  const found = await findProgram(['taskset'], '/', process.env['PATH'] ?? '');
  return found.ok ? found.value : null;
}

/** `0-2,5` → 0, 1, 2, 5. */
export function parseCoreList(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const match = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part);
    if (match === null) return [];
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

function readAllowed(): string {
  try {
    const text = readFileSync('/proc/self/status', 'latin1');
    return /^Cpus_allowed_list:\s*(.+)$/m.exec(text)?.[1] ?? '';
  } catch {
    return `0-${cpus().length - 1}`;
  }
}

/** The higher number where two are alike: the first processor takes most interrupts. */
async function findIdlest(allowed: readonly number[]): Promise<number> {
  const before = readIdle();
  await sleep(LOOK_MS);
  const after = readIdle();
  let best = allowed[0] ?? 0;
  let most = Number.NEGATIVE_INFINITY;
  for (const core of allowed) {
    const idle = (after.get(core) ?? 0) - (before.get(core) ?? 0);
    if (idle >= most) [best, most] = [core, idle];
  }
  return best;
}

/** Idle ticks by processor; os.cpus() leaves offline ones out and so shifts the numbers. */
function readIdle(): Map<number, number> {
  const idle = new Map<number, number>();
  for (const match of readFileSync('/proc/stat', 'latin1').matchAll(
    /^cpu(\d+) \d+ \d+ \d+ (\d+)/gm,
  )) {
    idle.set(Number(match[1]), Number(match[2]));
  }
  return idle;
}

function formatCores(cores: readonly number[]): string {
  if (cores.length === 0) return 'none';
  return cores.length > 8
    ? `${cores.length} of them, ${cores[0] ?? 0} to ${cores.at(-1) ?? 0}`
    : cores.join(', ');
}

function notPinned(text: string): Pinning {
  return { core: null, warning: { id: 'not-pinned', text, value: 0, unit: '', when: 'before' } };
}
