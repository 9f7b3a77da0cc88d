/** Answers the window's questions about heap snapshots. */
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { HeapAnswer, HeapAsk, HeapCapture, HeapPlace } from '../../core/model/heap';
import type { Recording } from '../../core/model/recording';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Place } from '../../core/model/view-answers';
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
  const reading = new Map<string, AbortController>();
  return {
    'heap.captures': (place: Place) => listSnapshots(session.store, place),
    'heap.open': async (place: HeapPlace) => {
      const path = await findSnapshot(session.store, place);
      if (!path.ok) return path;
      const key = JSON.stringify(place);
      const stop = new AbortController();
      reading.set(key, stop);
      const progress = (share: number): void => tell('heap.progress', { place, share });
      const opened = await heaps().open(path.value, progress, stop.signal);
      if (reading.get(key) === stop) reading.delete(key);
      return opened;
    },
    'heap.stop': (place: HeapPlace) => {
      reading.get(JSON.stringify(place))?.abort();
      return Promise.resolve(succeed(null));
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

async function listSnapshots(
  store: Store,
  { subject, workload, n }: Place,
): Promise<Result<HeapCapture[], Failure>> {
  const sides: { role: HeapCapture['role']; id: string }[] = [];
  if (subject.kind === 'comparison') {
    const comparison = await store.readComparison(subject.id);
    if (!comparison.ok) return comparison;
    sides.push({ role: 'candidate', id: comparison.value.candidate });
    sides.push({ role: 'reference', id: comparison.value.reference });
  } else sides.push({ role: 'candidate', id: subject.id });
  const captures: HeapCapture[] = [];
  for (const { role, id } of sides) {
    const recording = await store.readRecording(id);
    if (!recording.ok) return recording;
    captures.push(...snapshotsOf(recording.value, role, workload, n));
  }
  return succeed(captures);
}

function snapshotsOf(
  { id, build, workloads }: Recording,
  role: HeapCapture['role'],
  workload: string,
  n: number,
): HeapCapture[] {
  return workloads
    .filter(({ name }) => name === workload)
    .flatMap(({ sizes }) => sizes.filter((size) => size.n === n))
    .flatMap(({ passes }) => passes.filter(({ ledger }) => ledger.instrument === 'heap'))
    .flatMap(({ files }) => files.filter(({ format }) => isSnapshot(format)))
    .map(({ file, label, process, pid, bytes }) => ({
      place: { kind: 'capture', recording: id, file },
      role,
      build: build.name,
      process: process ?? null,
      label,
      pid,
      bytes,
    }));
}

/** A file that was opened is read by what it holds, and refused where that is no snapshot. */
function isSnapshot(format: string): boolean {
  return format === 'heapsnapshot' || format === 'imported';
}
