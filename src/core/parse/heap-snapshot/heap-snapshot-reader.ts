/**
 * Reads V8 heap snapshots from chunks of bytes straight into columns: neither the file nor one of its lists is ever
 * one string. The columns take 25 bytes a node, 9 an edge and the texts' own bytes: about two thirds of the file.
 */
import type { Failure } from '../../model/failure';
import type { HeapSnapshot } from '../../model/heap';
import { fail, succeed, type Result } from '../../model/result';
import { BrokenSnapshot, isBlank, type ValueReader } from './broken-snapshot';
import { NumberArray } from './number-array';
import { readHeader } from './read-header';
import { SkippedValue } from './skip-value';
import { SnapshotColumns } from './snapshot-columns';
import { StringTable } from './string-table';
import { TraceTree } from './trace-tree';

/** V8's headers are about 1.5 KB; one that goes on for a megabyte is none. */
const MOST_HEADER_BYTES = 1 << 20;
const MOST_KEY_BYTES = 64;

/** Members that only the header tells how to read. */
const LISTS = new Set(['nodes', 'edges', 'locations', 'trace_function_infos', 'trace_tree']);

type State = 'start' | 'first-key' | 'key' | 'in-key' | 'colon' | 'value' | 'after-value' | 'end';

/** Takes the bytes of one snapshot, chunk by chunk, cut anywhere. */
export class HeapSnapshotReader {
  #state: State = 'start';
  #key = '';
  #value: ValueReader | null = null;
  #columns: SnapshotColumns | null = null;
  #strings: StringTable | null = null;
  #traces: TraceTree | null = null;
  readonly #seen = new Set<string>();
  #strides = { node: 0, edge: 0, location: 0, traceFunction: 0 };
  #offset = 0;
  #failure: Failure | null = null;

  /** Reads a chunk; gives the failure as soon as the file turns out to be broken, and ignores what follows. */
  push(chunk: Uint8Array): Failure | null {
    if (this.#failure !== null) return this.#failure;
    try {
      this.#read(chunk);
      this.#offset += chunk.length;
    } catch (problem) {
      this.#failure = describeProblem(problem, this.#offset);
    }
    return this.#failure;
  }

  /** The snapshot, once all chunks were pushed. */
  finish(): Result<HeapSnapshot, Failure> {
    if (this.#failure !== null) return fail(this.#failure);
    try {
      return succeed(this.#assemble());
    } catch (problem) {
      return fail(describeProblem(problem, this.#offset));
    }
  }

  #assemble(): HeapSnapshot {
    if (this.#offset === 0) throw new BrokenSnapshot('it is empty', 0);
    if (this.#state !== 'end') throw new BrokenSnapshot('it ends too early', 0);
    for (const section of ['snapshot', 'nodes', 'edges', 'strings']) {
      if (!this.#seen.has(section)) throw new BrokenSnapshot(`it has no "${section}"`, 0);
    }
    return this.#columns!.finish(this.#strings!, this.#traces);
  }

  #read(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#value !== null) {
        at = this.#value.read(chunk, at);
        if (this.#value.ended) this.#endValue();
        continue;
      }
      const byte = chunk[at]!;
      if (this.#state === 'in-key') {
        if (byte === 34) this.#state = 'colon';
        else this.#key += String.fromCharCode(byte);
        if (this.#key.length > MOST_KEY_BYTES) throw new BrokenSnapshot('it is no snapshot', at);
      } else if (this.#state === 'value') {
        this.#value = this.#readerOf(this.#key, at);
        continue;
      } else if (!isBlank(byte)) {
        this.#state = nextState(this.#state, byte, at);
        if (this.#state === 'in-key') this.#key = '';
      }
      at++;
    }
  }

  #readerOf(key: string, at: number): ValueReader {
    if (this.#seen.has(key)) throw new BrokenSnapshot(`it has "${key}" twice`, at);
    this.#seen.add(key);
    if (key === 'snapshot') return new SkippedValue(MOST_HEADER_BYTES);
    if (key === 'strings') return (this.#strings = new StringTable());
    if (!LISTS.has(key)) return new SkippedValue();
    const columns = this.#columns;
    if (columns === null) throw new BrokenSnapshot(`"${key}" stands before the header`, at);
    if (key === 'nodes') {
      return new NumberArray(key, this.#strides.node, (rows, n) => columns.addNodes(rows, n));
    }
    if (key === 'edges') {
      return new NumberArray(key, this.#strides.edge, (rows, n) => columns.addEdges(rows, n));
    }
    if (key === 'trace_tree') {
      if (this.#strides.traceFunction === 0) return new SkippedValue();
      return (this.#traces = new TraceTree());
    }
    if (key === 'trace_function_infos') {
      const stride = this.#strides.traceFunction;
      if (stride === 0) return new SkippedValue();
      return new NumberArray(key, stride, (rows, n) => columns.addTraceFunctions(rows, n));
    }
    if (this.#strides.location === 0) return new SkippedValue();
    return new NumberArray(key, this.#strides.location, (rows, n) => columns.addLocations(rows, n));
  }

  #endValue(): void {
    if (this.#key === 'snapshot' && this.#value instanceof SkippedValue) {
      const layout = readHeader(this.#value.keptText());
      this.#columns = new SnapshotColumns(layout);
      const hasLocations = Object.values(layout.location).every((field) => field !== -1);
      this.#strides = {
        node: layout.nodeStride,
        edge: layout.edgeStride,
        location: hasLocations ? layout.locationStride : 0,
        traceFunction: layout.traceFunctionStride,
      };
    }
    this.#value = null;
    this.#state = 'after-value';
  }
}

/** Reads a whole snapshot from chunks that are at hand. */
export function parseHeapSnapshot(chunks: Iterable<Uint8Array>): Result<HeapSnapshot, Failure> {
  const reader = new HeapSnapshotReader();
  for (const chunk of chunks) {
    const failure = reader.push(chunk);
    if (failure !== null) return fail(failure);
  }
  return reader.finish();
}

function nextState(state: State, byte: number, at: number): State {
  if (state === 'start' && byte === 123) return 'first-key';
  if ((state === 'first-key' || state === 'key') && byte === 34) return 'in-key';
  if (state === 'colon' && byte === 58) return 'value';
  if (state === 'after-value' && byte === 44) return 'key';
  if ((state === 'after-value' || state === 'first-key') && byte === 125) return 'end';
  throw new BrokenSnapshot(
    state === 'start' ? 'it is no JSON object' : `"${String.fromCharCode(byte)}" is out of place`,
    at,
  );
}

function describeProblem(problem: unknown, offset: number): Failure {
  if (problem instanceof BrokenSnapshot) {
    const byte = offset + problem.at;
    return {
      kind: 'file-invalid',
      message: `The heap snapshot is broken near byte ${byte}: ${problem.message}.`,
      remedy: 'Take the snapshot again, and wait until it is written whole before copying it.',
      where: `byte ${byte}`,
    };
  }
  if (problem instanceof RangeError) {
    return {
      kind: 'file-invalid',
      message: `There is not enough memory for the heap snapshot (stopped near byte ${offset}).`,
      remedy: 'Close other programs, or open the snapshot on a machine with more memory.',
      where: `byte ${offset}`,
    };
  }
  throw problem;
}
