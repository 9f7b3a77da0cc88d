/**
 * Heap snapshots that the window holds open. One takes as much memory as its file has bytes, so what is no longer
 * shown is released at once.
 */
import { create } from 'zustand';
import type { Failure } from '../../core/model/failure';
import type {
  HeapAsk,
  HeapPlace,
  HeapQuestionName,
  HeapQuestions,
  OpenHeap,
  Page,
} from '../../core/model/heap';
import { succeed, type Result } from '../../core/model/result';
import type { Events } from '../../ipc/contract';
import { ask } from './bridge';

/** How far a snapshot is; `share` of its file that was read, 0 to 1. */
export type HeapEntry =
  | { state: 'reading'; place: HeapPlace; share: number; attempt: number }
  | { state: 'open'; place: HeapPlace; open: OpenHeap }
  | { state: 'stopped'; place: HeapPlace }
  | { state: 'failed'; place: HeapPlace; failure: Failure };

interface HeapState {
  entries: ReadonlyMap<string, HeapEntry>;
  /** Reads a snapshot unless it is open, being read, or was stopped. */
  open: (place: HeapPlace) => Promise<void>;
  /** Reads one again that was stopped or could not be read. */
  retry: (place: HeapPlace) => Promise<void>;
  /** Ends the reading; the entry stays as `stopped`. */
  stop: (place: HeapPlace) => void;
  /** Releases all but these, those under way included. */
  keepOnly: (places: readonly HeapPlace[]) => void;
  receiveProgress: (progress: Events['heap.progress']) => void;
}

/** Asks an open snapshot; nothing is kept of the answer. */
export async function askHeap<Name extends HeapQuestionName>(
  heap: number,
  name: Name,
  question: HeapQuestions[Name]['question'],
): Promise<Result<HeapQuestions[Name]['answer'], Failure>> {
  // Name, question and answer come from one table, which the types of a union cannot say.
  const answer = await ask('heap.ask', { heap, ask: { name, question } as HeapAsk });
  return answer.ok ? succeed(answer.value.answer as HeapQuestions[Name]['answer']) : answer;
}

/** Names a snapshot among those that are open. */
export function keyOfHeap(place: HeapPlace): string {
  return place.kind === 'file' ? place.path : `${place.recording}/${place.file}`;
}

/** Tells a second reading of a snapshot from the first, which was stopped and answers late. */
let attempts = 0;

/** See the head of this file. */
export const useHeapStore = create<HeapState>((set, get) => {
  const put = (entry: HeapEntry): void =>
    set(({ entries }) => ({ entries: new Map(entries).set(keyOfHeap(entry.place), entry) }));
  const read = async (place: HeapPlace): Promise<void> => {
    const attempt = ++attempts;
    put({ state: 'reading', place, share: 0, attempt });
    const answer = await ask('heap.open', place);
    const now = get().entries.get(keyOfHeap(place));
    if (now?.state !== 'reading' || now.attempt !== attempt) {
      // Stopped too late to end the reading, or no longer shown.
      if (answer.ok) void ask('heap.release', { heap: answer.value.heap });
      return;
    }
    put(
      answer.ok
        ? { state: 'open', place, open: answer.value }
        : { state: 'failed', place, failure: answer.failure },
    );
  };
  return {
    entries: new Map(),
    open: async (place) => {
      if (!get().entries.has(keyOfHeap(place))) await read(place);
    },
    retry: async (place) => {
      const state = get().entries.get(keyOfHeap(place))?.state;
      if (state !== 'open' && state !== 'reading') await read(place);
    },
    stop: (place) => {
      if (get().entries.get(keyOfHeap(place))?.state !== 'reading') return;
      put({ state: 'stopped', place });
      void ask('heap.stop', place);
    },
    keepOnly: (places) => {
      const kept = new Set(places.map(keyOfHeap));
      const entries = new Map(get().entries);
      for (const [key, entry] of entries) {
        if (kept.has(key)) continue;
        entries.delete(key);
        if (entry.state === 'open') void ask('heap.release', { heap: entry.open.heap });
        if (entry.state === 'reading') void ask('heap.stop', entry.place);
      }
      if (entries.size < get().entries.size) set({ entries });
    },
    receiveProgress: ({ place, share }) => {
      const entry = get().entries.get(keyOfHeap(place));
      if (entry?.state === 'reading') put({ ...entry, share });
    },
  };
});

/** A page with its rows changed. */
export function mapPage<A, B>(
  answer: Result<Page<A>, Failure>,
  change: (row: A) => B,
): Result<Page<B>, Failure> {
  return answer.ok
    ? succeed({ ...answer.value, rows: answer.value.rows.map((row) => change(row)) })
    : answer;
}
