/** Open heap snapshots and their answers, in the thread that calls: the worker's, or that of the command line. */
import { HeapAnalysis } from '../../core/analyse/heap/analyse-heap';
import { HeapAnswers } from '../../core/analyse/heap/answer-heap-question';
import { guessSameProcess } from '../../core/analyse/heap/guess-same-process';
import { HeapDifference } from '../../core/analyse/heap/heap-difference';
import type { Failure } from '../../core/model/failure';
import type {
  HeapDiff,
  HeapDiffDetail,
  HeapDiffQuestion,
  HeapExplainQuestion,
  HeapQuestionName,
  HeapQuestions,
  OpenHeap,
} from '../../core/model/heap';
import { fail, succeed, type Result } from '../../core/model/result';
import { readHeapFile, type HeapProgress } from './heap-read-file';

/**
 * Snapshots by number. Until it is released, one takes about as much memory as its file has bytes, and half as much
 * again while it is opened (802 MB, 10.7 million nodes: 1.25 GB at the peak).
 */
export interface HeapService {
  /** Fails with `not-found`, `file-invalid`, or `interrupted`. */
  open(
    path: string,
    onProgress?: HeapProgress,
    signal?: AbortSignal,
  ): Promise<Result<OpenHeap, Failure>>;
  ask<Name extends HeapQuestionName>(
    heap: number,
    name: Name,
    question: HeapQuestions[Name]['question'],
  ): Promise<Result<HeapQuestions[Name]['answer'], Failure>>;
  diff(question: HeapDiffQuestion): Promise<Result<HeapDiff, Failure>>;
  /** Null for a row that the difference does not have. */
  explain(question: HeapExplainQuestion): Promise<Result<HeapDiffDetail | null, Failure>>;
  release(heap: number): Promise<void>;
  close(): Promise<void>;
}

interface Held {
  analysis: HeapAnalysis;
  answers: HeapAnswers;
}

/** Makes a service that works in this thread. */
export function createLocalHeaps(): HeapService {
  const heaps = new Map<number, Held>();
  /** The last one compared: the rows are asked for page by page, and then one by one. */
  let compared: { before: number; after: number; by: string; difference: HeapDifference } | null =
    null;
  let last = 0;
  const compare = ({
    before,
    after,
    by,
  }: Omit<HeapDiffQuestion, 'range'>): Result<HeapDifference, Failure> => {
    const [first, second] = [heaps.get(before), heaps.get(after)];
    if (first === undefined) return fail(notOpen(before));
    if (second === undefined) return fail(notOpen(after));
    if (compared?.before !== before || compared.after !== after || compared.by !== by) {
      const chosen = by === 'auto' ? guessBy(first.analysis, second.analysis) : by;
      const difference = new HeapDifference(first.analysis, second.analysis, chosen);
      compared = { before, after, by, difference };
    }
    return succeed(compared.difference);
  };
  return {
    async open(path, onProgress, signal) {
      const read = await readHeapFile(path, onProgress, signal);
      if (!read.ok) return read;
      const analysis = new HeapAnalysis(read.value);
      const answers = new HeapAnswers(analysis);
      last += 1;
      heaps.set(last, { analysis, answers });
      return succeed({ heap: last, overview: answers.answer('overview', null) });
    },
    ask(heap, name, question) {
      const held = heaps.get(heap);
      if (held === undefined) return Promise.resolve(fail(notOpen(heap)));
      return Promise.resolve(succeed(held.answers.answer(name, question)));
    },
    diff(question) {
      const made = compare(question);
      return Promise.resolve(made.ok ? succeed(made.value.list(question.range)) : made);
    },
    explain(question) {
      const made = compare(question);
      return Promise.resolve(made.ok ? succeed(made.value.explain(question.row)) : made);
    },
    release(heap) {
      heaps.delete(heap);
      if (compared?.before === heap || compared?.after === heap) compared = null;
      return Promise.resolve();
    },
    close() {
      heaps.clear();
      compared = null;
      return Promise.resolve();
    },
  };
}

function guessBy(before: HeapAnalysis, after: HeapAnalysis): HeapDiff['by'] {
  return guessSameProcess(before.snapshot, after.snapshot) ? 'object' : 'class';
}

function notOpen(heap: number): Failure {
  return {
    kind: 'not-found',
    message: `Heap snapshot ${heap} is not open.`,
    remedy: 'Open the file again.',
  };
}
