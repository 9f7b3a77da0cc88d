/** A lock between processes: a small file that names its holder, so that one left by a crash is not waited for. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from '../../core/model/failure';

const POLL_MS = 100;

/** Runs an action while nobody else holds the lock. Throws FailureError `interrupted` when stopped while waiting. */
export async function holdLock<Value>(
  path: string,
  signal: AbortSignal,
  action: () => Promise<Value>,
  onWait?: () => void,
): Promise<Value> {
  for (let tries = 0; !(await takeLock(path)); tries += 1) {
    if (tries === 0) onWait?.();
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) {
      throw new FailureError({
        kind: 'interrupted',
        message: 'Waiting for another run that prepares the same build was stopped.',
        remedy: 'Start the run again.',
      });
    }
  }
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

/** True when the lock is held by a process that lives. */
export async function isLocked(path: string): Promise<boolean> {
  const holder = await readFile(path, 'utf8').catch(() => null);
  return holder !== null && isAlive(holder);
}

async function takeLock(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  try {
    const file = await open(path, 'wx');
    await file.writeFile(describeSelf());
    await file.close();
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const holder = await readFile(path, 'utf8').catch(() => null);
  // Empty: its holder is between making and writing it.
  if (holder === null || holder === '' || isAlive(holder)) return false;
  // Two may find the same dead holder: only the one that moves the file away goes on.
  const moved = `${path}.${randomUUID()}`;
  try {
    await rename(path, moved);
  } catch {
    return false;
  }
  if ((await readFile(moved, 'utf8')) !== holder) await rename(moved, path);
  else await rm(moved, { force: true });
  return false;
}

function describeSelf(): string {
  return `${process.pid} ${startTimeOf(process.pid) ?? ''}`;
}

/** A process number alone may have gone to another process since. */
function isAlive(holder: string): boolean {
  const [pid = '', startedAt = ''] = holder.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = startTimeOf(Number(pid));
  return startedAt === '' || now === null || now === startedAt;
}

/** In the kernel's clock ticks since boot; null where there is no /proc. */
function startTimeOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it may hold blanks and brackets; the start is the 20th field behind it.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
