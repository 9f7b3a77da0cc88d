/** Answers the window's questions about heap snapshots. */
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { HeapAnswer, HeapAsk, HeapPlace } from '../../core/model/heap';
import { fail, succeed, type Result } from '../../core/model/result';
import type { HeapService } from '../analysis/heap-local';
import { createHeapService } from '../analysis/heap-service';
import type { Store } from '../store/store';
import type { HandlerServices } from './handler-services';

/** What of the services they need. */
export interface HeapServices {
  session: { readonly store: Store };
  tell: HandlerServices['tell'];
}

/** The handlers; their thread starts with the first snapshot and ends with the app. */
export function createHeapHandlers(
  { session, tell }: HeapServices,
  createHeaps: () => HeapService = createHeapService,
) {
  let started: HeapService | null = null;
  const heaps = (): HeapService => (started ??= createHeaps());
  return {
    'heap.open': async (place: HeapPlace) => {
      const path = await findSnapshot(session.store, place);
      if (!path.ok) return path;
      return heaps().open(path.value, (share) => tell('heap.progress', { place, share }));
    },
    'heap.ask': ({ heap, ask }: { heap: number; ask: HeapAsk }) => answerHeap(heaps(), heap, ask),
    'heap.diff': (question: Parameters<HeapService['diff']>[0]) => heaps().diff(question),
    'heap.explain': (question: Parameters<HeapService['explain']>[0]) => heaps().explain(question),
    'heap.release': async ({ heap }: { heap: number }) => {
      await started?.release(heap);
      return succeed(null);
    },
  };
}

async function answerHeap(
  heaps: HeapService,
  heap: number,
  { name, question }: HeapAsk,
): Promise<Result<HeapAnswer, Failure>> {
  const answer = await heaps.ask(heap, name, question);
  // Name, question and answer come from one table, which the types of a union cannot say.
  return answer.ok ? succeed({ name, answer: answer.value } as HeapAnswer) : answer;
}

/** A capture is looked up in its recording: the window cannot name another file by it. */
async function findSnapshot(store: Store, place: HeapPlace): Promise<Result<string, Failure>> {
  if (place.kind === 'file') return succeed(place.path);
  const recording = await store.readRecording(place.recording);
  if (!recording.ok) return recording;
  const isThere = recording.value.workloads.some(({ sizes }) =>
    sizes.some(({ passes }) =>
      passes.some(({ files }) =>
        files.some(({ file, format }) => file === place.file && isSnapshot(format)),
      ),
    ),
  );
  if (isThere) return succeed(join(store.recordingFolder(place.recording), place.file));
  return fail({
    kind: 'not-found',
    message: `The recording has no heap snapshot ${place.file}.`,
    remedy: 'Open one of those that it lists.',
  });
}

/** A file that was opened is read by what it holds, and refused where that is no snapshot. */
function isSnapshot(format: string): boolean {
  return format === 'heapsnapshot' || format === 'imported';
}
