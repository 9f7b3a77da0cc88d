import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '../../core/model/units';
import { readChildren } from './process-tree';

/** Between two looks: at first often, as a program that only starts a daemon is gone within 20 ms. */
const FIRST_PAUSE_MS = 5;
const PAUSE_MS = 50;
const FIRST_MS = 1000;

/** Much longer than a tool needs from its last child to its own end. */
const CHILDLESS_MS = 250;

/**
 * Waits until a tool that had a child has none for a quarter of a second and still runs, as a tracer does whose target
 * has ended and left daemons behind. False when `done` aborts before. Without the kernel's lists of children no child is
 * ever seen, and so it waits for `done`.
 */
export async function waitUntilChildless(
  findTool: () => number | null,
  done: AbortSignal,
): Promise<boolean> {
  const startedAt = performance.now();
  let lastChildAt: Milliseconds | null = null;
  while (!done.aborted) {
    const now = performance.now();
    const tool = findTool();
    if (tool !== null && readChildren(tool).length > 0) lastChildAt = now;
    else if (tool !== null && lastChildAt !== null && now - lastChildAt > CHILDLESS_MS) return true;
    const pause = now - startedAt < FIRST_MS ? FIRST_PAUSE_MS : PAUSE_MS;
    await sleep(pause, undefined, { signal: done }).catch(() => undefined);
  }
  return false;
}
