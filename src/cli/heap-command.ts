/** `touchstone heap FILE [--against FILE]`: what a heap snapshot holds, or how it differs from another. */
import { basename } from 'node:path';
import { ANSWER_SCHEMA_VERSION } from '../core/model/answers';
import type { Failure } from '../core/model/failure';
import type {
  HeapDiff,
  HeapDiffDetail,
  HeapQuestionName,
  HeapQuestions,
  OpenHeap,
} from '../core/model/heap';
import { fail, succeed, type Result } from '../core/model/result';
import { createLocalHeaps, type HeapService } from '../main/analysis/heap-local';
import { EXIT, type ExitCode } from './exit-code';
import { formatHeapDifference, formatHeapSummary } from './format-heap';
import type { HeapComparison, HeapSummary } from './heap-answers';
import { printFailure } from './print-failure';
import type { Terminal } from './terminal';
import { watchInterrupts } from './watch-interrupts';

/** Rows of each list in JSON; the text shows fewer. */
const LISTED = 50;
/** Retainers whose way to the root is told. */
const EXPLAINED = 5;

/** Options of the command. */
export interface HeapOptions {
  /** The earlier snapshot, or that of the reference. */
  against: string | undefined;
  by: HeapDiff['by'] | 'auto';
  json: boolean;
}

/** Exit codes: 0 done, 2 a file that is not there, 3 one that cannot be read, 130 interrupted. */
export async function runHeapCommand(
  file: string,
  { against, by, json }: HeapOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { signal, stop } = watchInterrupts(
    (line) => terminal.tell(line),
    'Stopping; nothing is written. Once more to end at once.',
  );
  const heaps = createLocalHeaps();
  try {
    const answer =
      against === undefined
        ? await summarise(heaps, file, terminal, signal)
        : await compare(heaps, { before: against, after: file, by }, terminal, signal);
    terminal.endProgress();
    if (!answer.ok) return printFailure(answer.failure, json, terminal);
    const { value } = answer;
    if (json) {
      const document = { schemaVersion: ANSWER_SCHEMA_VERSION, ...value };
      terminal.print(`${JSON.stringify(document, null, 2)}\n`);
    } else {
      terminal.print(
        value.kind === 'heap' ? formatHeapSummary(value) : formatHeapDifference(value),
      );
    }
    return EXIT.clean;
  } finally {
    stop();
    await heaps.close();
  }
}

async function openHeap(
  heaps: HeapService,
  file: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Result<OpenHeap, Failure>> {
  const name = basename(file);
  const opened = await heaps.open(
    file,
    (share) => terminal.status(`reading ${name}: ${Math.round(share * 100)} %`),
    signal,
  );
  // Computing does not yield; a signal that came meanwhile is heard here.
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) {
    return fail({
      kind: 'interrupted',
      message: 'Looking at the heap snapshot was stopped.',
      remedy: 'Start the command again.',
    });
  }
  return opened;
}

async function summarise(
  heaps: HeapService,
  file: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Result<HeapSummary, Failure>> {
  const opened = await openHeap(heaps, file, terminal, signal);
  if (!opened.ok) return opened;
  const { heap, overview } = opened.value;
  const range = { from: 0, to: LISTED };
  const ask = asker(heaps, heap);
  const byRetained = await ask('classes', { order: 'retained', range });
  const summary: HeapSummary = {
    kind: 'heap',
    file,
    overview,
    classes: { byRetained, bySelf: await ask('classes', { order: 'self', range }) },
    dominators: await ask('dominated', { node: null, range }),
    retainers: [],
    duplicateStrings: await ask('duplicateStrings', { range }),
    detached: await ask('detachedNodes', { range }),
    allocations: await ask('allocations', { classIndex: null, range }),
  };
  const own = byRetained.rows.filter(({ name }) => !name.startsWith('('));
  for (const { classIndex, name } of own.slice(0, EXPLAINED)) {
    const nodes = await ask('classNodes', { classIndex, range: { from: 0, to: 1 } });
    const object = nodes.rows[0];
    if (object === undefined) continue;
    summary.retainers.push({
      class: name,
      object,
      pathToRoot: await ask('pathToRoot', { node: object.node }),
      shapes: await ask('retainerShapes', { classIndex, range: { from: 0, to: EXPLAINED } }),
    });
  }
  return succeed(summary);
}

/** Questions of a snapshot that is open cannot fail. */
function asker(heaps: HeapService, heap: number) {
  return async <Name extends HeapQuestionName>(
    name: Name,
    question: HeapQuestions[Name]['question'],
  ): Promise<HeapQuestions[Name]['answer']> => {
    const answer = await heaps.ask(heap, name, question);
    if (!answer.ok) throw new Error(answer.failure.message);
    return answer.value;
  };
}

async function compare(
  heaps: HeapService,
  files: { before: string; after: string; by: HeapDiff['by'] | 'auto' },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Result<HeapComparison, Failure>> {
  const before = await openHeap(heaps, files.before, terminal, signal);
  if (!before.ok) return before;
  const after = await openHeap(heaps, files.after, terminal, signal);
  if (!after.ok) return after;
  const pair = { before: before.value.heap, after: after.value.heap, by: files.by };
  const difference = await heaps.diff({ ...pair, range: { from: 0, to: LISTED } });
  if (!difference.ok) return difference;
  const { by, rows } = difference.value;
  const details: HeapDiffDetail[] = [];
  for (let row = 0; row < rows.rows.length && details.length < EXPLAINED; row++) {
    // What the engine keeps for itself has no holder that a person could change.
    const { name, bytesBefore, bytesAfter } = rows.rows[row]!;
    if (name.startsWith('(') || bytesBefore === bytesAfter) continue;
    const detail = await heaps.explain({ ...pair, row });
    if (!detail.ok) return detail;
    if (detail.value !== null) details.push(detail.value);
  }
  return succeed({
    kind: 'heap-difference',
    before: { file: files.before, overview: before.value.overview },
    after: { file: files.after, overview: after.value.overview },
    by,
    classes: rows,
    details,
  });
}
