/** How long the main process was not free to answer: measured from outside, nothing of it is in the app. */
import type { ElectronApplication } from 'playwright/test';

/** One stretch in which the main thread did not come back to its loop. */
export interface MainBlock {
  wallMs: number;
  /** Of these the thread computed so long; it waited for a free processor, the disk or a lock for the rest. */
  computingMs: number;
}

/** A timer this often in milliseconds: what is shorter than two of them is not seen. */
const TICK_MS = 4;

/** Stretches shorter than this in milliseconds are not kept. */
const KEPT_FROM_MS = 15;

/** Begins to watch anew. */
export async function watchMain(app: ElectronApplication): Promise<void> {
  await app.evaluate(
    (_, { tickMs, keptFromMs }) => {
      const { readFileSync } = process.getBuiltinModule('node:fs');
      const blocks: { wallMs: number; computingMs: number }[] = [];
      // Nanoseconds that the thread has computed, as the kernel counts them.
      const computed = () =>
        Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) /
        1e6;
      let last = performance.now();
      let lastComputed = computed();
      const timer = setInterval(() => {
        const now = performance.now();
        const nowComputed = computed();
        const wallMs = now - last;
        if (wallMs >= keptFromMs) blocks.push({ wallMs, computingMs: nowComputed - lastComputed });
        last = now;
        lastComputed = nowComputed;
      }, tickMs);
      const known = globalThis as { endWatch?: () => unknown };
      known.endWatch = () => {
        clearInterval(timer);
        return blocks;
      };
    },
    { tickMs: TICK_MS, keptFromMs: KEPT_FROM_MS },
  );
}

/** Ends watching; the stretches in their order. */
export function readMain(app: ElectronApplication): Promise<MainBlock[]> {
  return app.evaluate(() => (globalThis as unknown as { endWatch: () => MainBlock[] }).endWatch());
}
