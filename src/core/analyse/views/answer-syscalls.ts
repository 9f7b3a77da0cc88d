/** System calls of one place. */
import { sayMissingPass } from '../say-missing-pass';
import type { LoadedSize } from '../../model/loaded';
import { SYNC_CALLS } from '../../model/syscalls';
import type { SyscallSummaryRow, SyscallTrace } from '../../model/syscalls';
import type { SyscallsAnswer, SyscallsOfBuild, SyscallsQuestion } from '../../model/view-answers';
import { countOutside } from '../compare/count-outside';
import { hideProcessIds } from './hide-process-ids';
import { buildLabels, findSize, operationsOf } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';

/** Lowest latency told apart: 1 µs. */
const FROM_MS = 0.001;
/** 2²⁴ µs are 17 s; longer syncs count in the last bucket. */
const BUCKETS = 25;
/** Rows by path beyond this number are summed in one. */
const MOST_PATHS = 200;
/** A program of more threads is read by calls and paths; the first ones are kept. */
const MOST_THREADS = 200;

/** Counts, times, paths and latencies of the traced calls of each build. */
export function answerSyscalls(
  question: SyscallsQuestion,
  context: AnalysisContext,
): SyscallsAnswer {
  const labels = buildLabels(context);
  const ours = findSize(context.candidate, question.workload, question.n);
  const theirs = findSize(context.reference, question.workload, question.n);
  const candidate = summarise(ours, labels.candidate);
  const reference = summarise(theirs, labels.reference);
  const reasons = [
    ...(candidate === null ? [sayMissingPass(ours, labels.candidate, 'syscalls', question)] : []),
    ...(context.reference !== null && reference === null
      ? [sayMissingPass(theirs, labels.reference, 'syscalls', question)]
      : []),
  ];
  if (context.whole !== undefined) {
    for (const each of [candidate, reference]) {
      each?.notes.push('Syncs of the part, over the operations of the whole run.');
    }
  }
  return { candidate, reference, unavailable: reasons.length === 0 ? null : reasons.join(' ') };
}

function summarise(size: LoadedSize | null, label: string): SyscallsOfBuild | null {
  const trace = size?.syscalls ?? null;
  if (size === null || trace === null) return null;
  const isSync = trace.names.map((name) => (SYNC_CALLS as readonly string[]).includes(name));
  const counts = new Array<number>(BUCKETS).fill(0);
  let syncs = 0;
  let syncMs = 0;
  const { events } = trace;
  for (let row = 0; row < events.length; row += 1) {
    if (isSync[events.name[row]!] !== true) continue;
    syncs += 1;
    const duration = events.duration[row]!;
    if (!Number.isFinite(duration)) continue;
    syncMs += duration;
    counts[bucketOf(duration)]! += 1;
  }
  return {
    build: label,
    syncs,
    syncsPerOperation: syncs / operationsOf(size),
    syncMs,
    byName: sumBy(trace, false),
    byPath: cutPaths(sumBy(trace, true)),
    byThread: sumByThread(trace),
    latency: { fromMs: FROM_MS, counts: dropEmptyEnd(counts) },
    traced: [...trace.traced],
    io: trace.io === null ? null : { ...trace.io },
    outside: countOutside(trace),
    notes: [...trace.notes],
  };
}

/** Bucket k holds durations from 2ᵏ µs to below 2ᵏ⁺¹ µs; the first also what is shorter. */
function bucketOf(ms: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor(Math.log2(Math.max(ms, FROM_MS) / FROM_MS))));
}

function dropEmptyEnd(counts: readonly number[]): number[] {
  return counts.slice(0, counts.findLastIndex((count) => count > 0) + 1);
}

/** Sums by name, or by name and path; the most time first. */
function sumBy(trace: SyscallTrace, withPath: boolean): SyscallSummaryRow[] {
  const rows = new Map<string, SyscallSummaryRow>();
  const { events } = trace;
  const paths = withPath ? hideProcessIds(trace) : null;
  for (let row = 0; row < events.length; row += 1) {
    const name = trace.names[events.name[row]!]!;
    const path = paths === null || events.path[row] === 0 ? null : paths[events.path[row]!]!;
    if (withPath && path === null) continue;
    const key = `${name} ${path ?? ''}`;
    let sum = rows.get(key);
    if (sum === undefined) {
      sum = { name, path, count: 0, totalMs: 0, maxMs: 0 };
      rows.set(key, sum);
    }
    addCall(sum, events.duration[row]!);
  }
  return [...rows.values()].sort((a, b) => b.totalMs - a.totalMs || b.count - a.count);
}

/** Sums by thread, in the order of their first calls. */
function sumByThread({ events }: SyscallTrace): SyscallSummaryRow[] {
  const rows = new Map<number, SyscallSummaryRow>();
  for (let row = 0; row < events.length; row += 1) {
    const tid = events.tid[row]!;
    let sum = rows.get(tid);
    if (sum === undefined) {
      sum = { name: `thread ${rows.size + 1}`, path: null, count: 0, totalMs: 0, maxMs: 0 };
      rows.set(tid, sum);
    }
    addCall(sum, events.duration[row]!);
  }
  return [...rows.values()].slice(0, MOST_THREADS);
}

function addCall(sum: SyscallSummaryRow, duration: number): void {
  sum.count += 1;
  if (!Number.isFinite(duration)) return;
  sum.totalMs += duration;
  sum.maxMs = Math.max(sum.maxMs, duration);
}

function cutPaths(rows: SyscallSummaryRow[]): SyscallSummaryRow[] {
  if (rows.length <= MOST_PATHS) return rows;
  const rest = rows.slice(MOST_PATHS);
  return [
    ...rows.slice(0, MOST_PATHS),
    {
      name: '',
      path: `(${rest.length} more)`,
      count: rest.reduce((sum, { count }) => sum + count, 0),
      totalMs: rest.reduce((sum, { totalMs }) => sum + totalMs, 0),
      maxMs: Math.max(...rest.map(({ maxMs }) => maxMs)),
    },
  ];
}
