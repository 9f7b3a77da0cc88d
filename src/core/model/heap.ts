/**
 * V8 heap snapshots: the graph as it stands in the file, in columns, and the questions asked of it. A node is
 * addressed by its ordinal (its place in the file) within one snapshot, by its id across snapshots of one process.
 */
import type { Bytes, Count } from './units';

/** Place of a node in the file's node list, from 0. */
export type NodeOrdinal = number;

/** Place of an edge in the file's edge list, from 0. The edges of a node stand side by side. */
export type EdgeOrdinal = number;

/** Index into the string table of a snapshot. */
export type StringIndex = number;

/** The string table, kept as the file's bytes: a text is decoded when it is asked for. */
export interface HeapStrings {
  readonly count: Count;
  /** The text, at most `limit` UTF-16 units of it; empty for an index outside the table. */
  text(index: StringIndex, limit?: number): string;
  /** Length of the text's bytes as the file writes them: no smaller than its length in characters. */
  byteLength(index: StringIndex): Bytes;
  /** True when the file's bytes of the text begin with these ASCII characters (none that JSON escapes). */
  startsWith(index: StringIndex, ascii: string): boolean;
  /** Index of an ASCII text without characters that JSON escapes (V8 writes each text once); -1 where there is none. */
  find(ascii: string): StringIndex;
}

/** A place in a script as V8 gives it to functions and to objects (that of their constructor). */
export interface HeapLocation {
  scriptId: number;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
}

/** A function of an allocation trace. */
export interface HeapTraceFunction {
  name: StringIndex;
  script: StringIndex;
  /** 1-based; 0 where unknown. */
  line: number;
  /** 1-based; 0 where unknown. */
  column: number;
}

/** Call paths that allocated, as V8 writes them when allocations were tracked; a path's parent stands before it. */
export interface HeapTraces {
  /** 1 + the path that allocated each node; 0 where V8 does not say, as for what stood before tracking began. */
  readonly pathOf: Uint32Array;
  /** The caller's path; -1 for the outermost. */
  readonly parent: Int32Array;
  /** Index into `functions`. */
  readonly function: Uint32Array;
  /** Objects and bytes that each path itself allocated while tracked, those that went since included. */
  readonly allocatedCount: Float64Array;
  readonly allocatedBytes: Float64Array;
  readonly functions: readonly HeapTraceFunction[];
}

/** A snapshot as parsed. Raw: sizes and names are the file's. */
export interface HeapSnapshot {
  /** Names of the node types; `nodeType` indexes it. */
  readonly nodeTypes: readonly string[];
  /** Names of the edge types; `edgeType` indexes it. */
  readonly edgeTypes: readonly string[];
  readonly nodeCount: Count;
  readonly edgeCount: Count;
  readonly root: NodeOrdinal;
  readonly nodeType: Uint8Array;
  /** StringIndex of each node's name. */
  readonly nodeName: Uint32Array;
  readonly nodeId: Uint32Array;
  /** Bytes of the object itself; doubles, because one buffer may hold more than 4 GiB. */
  readonly selfSize: Float64Array;
  /** First EdgeOrdinal of each node, and the edge count at the end. */
  readonly firstEdge: Uint32Array;
  /** 0 unknown, 1 attached to the page, 2 detached; null where no node says (every snapshot of Node). */
  readonly detachedness: Uint8Array | null;
  readonly edgeType: Uint8Array;
  /** Element number for `element` and `hidden` edges, else StringIndex. */
  readonly edgeName: Uint32Array;
  readonly edgeTo: Uint32Array;
  /** 1 + index into `locations`; 0 where the node has none; null where the file has no locations. */
  readonly nodeLocation: Uint32Array | null;
  readonly locations: readonly HeapLocation[];
  readonly strings: HeapStrings;
  /** Bytes outside of V8's heap that no node accounts for. */
  readonly extraNativeBytes: Bytes;
  /** Null where allocations were not tracked. */
  readonly traces: HeapTraces | null;
}

/** Rows from `from` up to, not including, `to`. */
export interface PageRange {
  from: number;
  to: number;
}

/** A part of a list, with how long the whole list is. */
export interface Page<Row> {
  total: Count;
  from: number;
  rows: Row[];
}

/** Totals of a snapshot. */
export interface HeapOverview {
  nodes: Count;
  edges: Count;
  strings: Count;
  /** Everything the root retains. */
  totalBytes: Bytes;
  /** Bytes by kind as DevTools' statistics have them; they sum to at most the total. */
  nativeBytes: Bytes;
  codeBytes: Bytes;
  stringBytes: Bytes;
  systemBytes: Bytes;
  classes: Count;
  detachedNodes: Count;
}

/** Objects of one constructor. Objects made by `{}` are grouped by the properties they have. */
export interface HeapClassRow {
  /** Index for further questions. */
  classIndex: number;
  name: string;
  /** Where the constructor stands; null for built-in classes. */
  location: HeapLocation | null;
  count: Count;
  /** Bytes of the objects themselves, with the arrays that only they hold. */
  selfBytes: Bytes;
  /** Bytes freed if all of them went; an object under another of its class counts once. */
  retainedBytes: Bytes;
}

/** One object. */
export interface HeapNodeRow {
  node: NodeOrdinal;
  id: number;
  /** Name as shown: constructor, text of a string, `{a, b}` for a plain object. */
  name: string;
  type: string;
  selfBytes: Bytes;
  retainedBytes: Bytes;
  /** Edges of the shortest way from the root's globals; null where nothing holds it. */
  distance: Count | null;
  detached: boolean;
}

/** One reference: a child of a node, or a retainer of it (`node` is then the holder). */
export interface HeapReferenceRow extends HeapNodeRow {
  /** Property name, element number or V8's own name of the reference. */
  edgeName: string;
  edgeType: string;
}

/** One text that stands in the heap more than once. */
export interface DuplicateStringRow {
  /** Cut to 200 characters. */
  text: string;
  count: Count;
  selfBytes: Bytes;
  retainedBytes: Bytes;
  /** One of the nodes, to look at its retainers. */
  node: NodeOrdinal;
}

/** How one class differs between two snapshots. */
export interface HeapDiffRow {
  name: string;
  location: HeapLocation | null;
  countBefore: Count;
  countAfter: Count;
  bytesBefore: Bytes;
  bytesAfter: Bytes;
  /** By object id; null where the snapshots are of two processes. */
  newObjects: { count: Count; bytes: Bytes } | null;
  /** By object id; null where the snapshots are of two processes. */
  deletedObjects: { count: Count; bytes: Bytes } | null;
}

/** Objects that are held alike: the names of classes and references on the shortest way from a global. */
export interface RetainerShapeRow {
  /** From the global down to the object, e.g. `(global) .sessions Map .table (array) [] Session`. */
  shape: string;
  count: Count;
  selfBytes: Bytes;
}

/** What one call path allocated. */
export interface HeapAllocationRow {
  /** Innermost first. */
  frames: { function: string; script: string; line: number; column: number }[];
  /** Objects that are alive. */
  count: Count;
  selfBytes: Bytes;
}

/** One retainer shape or call path in two snapshots. */
export interface HeapChange<Row> {
  row: Row;
  countBefore: Count;
  countAfter: Count;
  bytesBefore: Bytes;
  bytesAfter: Bytes;
}

/** Why a class differs between two snapshots; greatest change first. */
export interface HeapDiffDetail {
  name: string;
  /** Objects looked at on each side, of those there are: very many are sampled evenly and scaled up. */
  sampled: { before: Count; after: Count };
  retainers: HeapChange<Pick<RetainerShapeRow, 'shape'>>[];
  /** Null unless both snapshots hold allocation traces. */
  allocations: HeapChange<Pick<HeapAllocationRow, 'frames'>>[] | null;
}

/** Difference of two snapshots, `before` first. */
export interface HeapDiff {
  /** By object id within one process, by class alone between two. */
  by: 'object' | 'class';
  totalBefore: Bytes;
  totalAfter: Bytes;
  /** Greatest change of bytes first. */
  rows: Page<HeapDiffRow>;
}

/** Order of a list of classes or nodes, greatest first. */
export type HeapOrder = 'retained' | 'self' | 'count';

/** Questions that an open snapshot answers. */
export interface HeapQuestions {
  overview: { question: null; answer: HeapOverview };
  classes: { question: { order: HeapOrder; range: PageRange }; answer: Page<HeapClassRow> };
  classNodes: { question: { classIndex: number; range: PageRange }; answer: Page<HeapNodeRow> };
  node: { question: { node: NodeOrdinal }; answer: HeapNodeRow | null };
  children: { question: { node: NodeOrdinal; range: PageRange }; answer: Page<HeapReferenceRow> };
  retainers: { question: { node: NodeOrdinal; range: PageRange }; answer: Page<HeapReferenceRow> };
  /** From the node's holder up to the root; empty for a node that nothing holds. */
  pathToRoot: { question: { node: NodeOrdinal }; answer: HeapReferenceRow[] };
  /** The nodes that one node dominates, greatest retained first; the root's are the largest of the heap. */
  dominated: {
    question: { node: NodeOrdinal | null; range: PageRange };
    answer: Page<HeapNodeRow>;
  };
  duplicateStrings: { question: { range: PageRange }; answer: Page<DuplicateStringRow> };
  detachedNodes: { question: { range: PageRange }; answer: Page<HeapNodeRow> };
  /** How the objects of a class are held, most objects first; at most 5,000 objects are looked at. */
  retainerShapes: {
    question: { classIndex: number; range: PageRange };
    answer: Page<RetainerShapeRow>;
  };
  /** Call paths by live bytes, of one class or (null) of all; null where allocations were not tracked. */
  allocations: {
    question: { classIndex: number | null; range: PageRange };
    answer: Page<HeapAllocationRow> | null;
  };
  /** The text of a string node, at most 10,000 characters; null for a node that is no string. */
  stringValue: { question: { node: NodeOrdinal }; answer: string | null };
}

/** Name of a question. */
export type HeapQuestionName = keyof HeapQuestions;

/** One question with its name. */
export type HeapAsk = {
  [Name in HeapQuestionName]: { name: Name; question: HeapQuestions[Name]['question'] };
}[HeapQuestionName];

/** The answer to a HeapAsk, under the same name. */
export type HeapAnswer = {
  [Name in HeapQuestionName]: { name: Name; answer: HeapQuestions[Name]['answer'] };
}[HeapQuestionName];

/** Where a snapshot lies: a file anywhere, or a capture of a recording by its path in it. */
export type HeapPlace =
  { kind: 'file'; path: string } | { kind: 'capture'; recording: string; file: string };

/** A snapshot that a recording or comparison holds at one size of a workload. */
export interface HeapCapture {
  place: HeapPlace;
  role: 'candidate' | 'reference';
  build: string;
  /** The process's command, short; null where it is not known. */
  process: string | null;
  /** Thread and moment as the capture tells them, e.g. `main, at the end`. */
  label: string;
  pid: number;
  /** Of the file as it was written, before it was compressed. */
  bytes: Bytes;
}

/** An open snapshot is addressed by its number. */
export interface OpenHeap {
  heap: number;
  overview: HeapOverview;
}

/** Asks for the difference of two open snapshots; `auto` looks whether both are of one process. */
export interface HeapDiffQuestion {
  before: number;
  after: number;
  by: HeapDiff['by'] | 'auto';
  range: PageRange;
}

/** Asks why one row of a difference (its place in the list) changed. */
export interface HeapExplainQuestion extends Omit<HeapDiffQuestion, 'range'> {
  row: number;
}
