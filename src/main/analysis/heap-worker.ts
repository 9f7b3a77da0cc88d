/** The thread in which heap snapshots are read: seconds of work and gigabytes that end with the thread. */
import { parentPort } from 'node:worker_threads';
import type { Failure } from '../../core/model/failure';
import { succeed, type Result } from '../../core/model/result';
import { createLocalHeaps } from './heap-local';
import type { HeapAnswerMessage, HeapCall, HeapCallMessage } from './heap-messages';

/** A message a percent is enough for a bar, and costs nothing beside parsing. */
const PROGRESS_STEP = 0.01;

const port = parentPort;
if (port === null) throw new Error('heap-worker runs only as a worker thread');
const heaps = createLocalHeaps();
const send = (message: HeapAnswerMessage): void => port.postMessage(message);

/** Of the snapshots that are being read or wait for it, by the id of their message. */
const opening = new Map<number, AbortController>();

// One after the other: two snapshots read at once would need the memory of both.
let last: Promise<void> = Promise.resolve();
port.on('message', ({ id, call }: HeapCallMessage) => {
  if (call.call === 'stop') {
    opening.get(call.open)?.abort();
    send({ id, result: succeed(null) });
    return;
  }
  if (call.call === 'open') opening.set(id, new AbortController());
  last = last.then(async () => {
    try {
      send({ id, result: await perform(id, call) });
    } catch (error) {
      const defect = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send({ id, defect });
    }
  });
});

async function perform(
  id: number,
  call: Exclude<HeapCall, { call: 'stop' }>,
): Promise<Result<unknown, Failure>> {
  switch (call.call) {
    case 'open': {
      let shown = 0;
      const tell = (share: number): void => {
        if (share - shown < PROGRESS_STEP) return;
        shown = share;
        send({ id, progress: share });
      };
      try {
        return await heaps.open(call.path, tell, opening.get(id)?.signal);
      } finally {
        opening.delete(id);
      }
    }
    case 'ask':
      return heaps.ask(call.heap, call.name, call.question);
    case 'diff':
      return heaps.diff(call.question);
    case 'explain':
      return heaps.explain(call.question);
    case 'release':
      await heaps.release(call.heap);
      return succeed(null);
  }
}
