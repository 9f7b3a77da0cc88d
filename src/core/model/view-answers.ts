/**
 * Questions that a view asks of stored recordings, and their answers. Answers are small: cut to what the
 * window can show, with the share of the whole said beside them. Nothing is cut silently.
 */
import type { GrowthFit, Metric } from './answers';
import type { FrameKind } from './profile';
import type { SyscallSummaryRow } from './syscalls';

/** A recording or a comparison, as the views address it. */
export interface Subject {
  kind: 'recording' | 'comparison';
  id: string;
}

/** Which build's data a view shows. A recording knows only `candidate` (its one build). */
export type Side = 'candidate' | 'reference' | 'difference';

/** What the width of a frame means. */
export type FlameMetric = 'cpu' | 'allocated' | 'syncs' | 'waiting';

/** How stacks become a picture; `callers` and `callees` of the focused function are the halves of a sandwich. */
export type FlameMode = 'merged' | 'inverted' | 'time-order' | 'callers' | 'callees';

/** Place of a question: one workload at one size. */
export interface Place {
  subject: Subject;
  workload: string;
  n: number;
  /** Only what happened in this part of the run; absent for all of it. */
  part?: RunPart;
}

/**
 * A part of a run, in milliseconds since the start of one build's run as its timeline counts them. Every other pass, and the other
 * build, is an execution of its own and shows the same share of its own length.
 */
export interface RunPart {
  side: 'candidate' | 'reference';
  fromMs: number;
  toMs: number;
}

/** Changes of the tree before it is laid out; all off by default. */
export interface TreeFilter {
  /** Only threads of this key (`pid:tid`); null for all merged. */
  thread: string | null;
  /** Frames outside the project's folder are folded into their callers. */
  onlyOwnCode: boolean;
  /** A function calling itself, directly or through others, is drawn once. */
  collapseRecursion: boolean;
  /** Only stacks that pass through this function. */
  focus: FrameKey | null;
  /** Functions folded into their callers; absent for none. */
  hidden?: readonly FrameKey[];
  /** Modules (see moduleOf) drawn as one frame wherever a stack passes through them; absent for none. */
  collapsedModules?: readonly string[];
  /** Each process and thread has a frame of its own below the root; absent for all merged. */
  splitThreads?: boolean;
}

/** A function, addressed by what identifies it in every build: name, file and line. */
export interface FrameKey {
  function: string;
  file: string | null;
  line: number;
}

/** Modules that get a colour of their own; more could not be told apart. */
export const MODULE_COLOURS = 8;

/** Asks for a flame graph. */
export interface FlameQuestion extends Place {
  metric: FlameMetric;
  mode: FlameMode;
  side: Side;
  /** Per operation in the metric's unit, or share of each build's total. Matters for `difference`. */
  basis: 'absolute' | 'share';
  filter: TreeFilter;
  /** Node to zoom to, as given by an earlier answer; null for the whole. */
  root: number | null;
  /** Width of the picture in CSS pixels; boxes narrower than one are merged into "(n narrower)". */
  widthPx: number;
  /** Text, or a regular expression between slashes; null for none. */
  search: string | null;
  /**
   * One of two panes of a comparison: nodes are numbered as in the difference, so that a number is the same place in both
   * builds' pictures, and each row has both builds' totals. Absent for a picture of its own.
   */
  linked?: boolean;
}

/**
 * The moments behind a stretch of a picture's width: of one thread, from its left edge to its right one. Parallel columns,
 * both ascending; between two points time passes evenly.
 */
export interface TimeAxis {
  /** Fraction of the width, 0 to 1. */
  x: Float64Array;
  /** Milliseconds since the start of the run, on the clock of RunPart. */
  ms: Float64Array;
}

/**
 * A flame graph, laid out: one box a row, ordered by depth and then from left to right, so that parents come before
 * their children. Parallel columns. `x0` and `x1` are fractions of the width, 0 to 1.
 */
export interface FlameAnswer {
  /** `share`: fractions of each build's own total. */
  unit: 'ms' | 'bytes' | 'count' | 'share';
  /** True when values are per operation. */
  perOperation: boolean;
  length: number;
  /** Identity of the node, stable for the same question but width, root and search. */
  node: Int32Array;
  /** Row in this answer of the parent; -1 for the root. */
  parent: Int32Array;
  depth: Uint16Array;
  x0: Float64Array;
  x1: Float64Array;
  /** Index into names, files, kinds. */
  frame: Int32Array;
  /** Total and self in the unit. For `difference` the width is the larger of the two builds' totals. */
  total: Float64Array;
  self: Float64Array;
  /** For `difference` and linked panes: each build's total; empty otherwise. */
  candidate: Float64Array;
  reference: Float64Array;
  /** For `difference` and linked panes: 1 where the difference is within the run-to-run noise; empty otherwise. */
  noise: Uint8Array;
  /** 1 where the search matches; empty without a search. */
  match: Uint8Array;
  names: string[];
  files: (string | null)[];
  lines: number[];
  kinds: FrameKind[];
  /** Modules of the whole picture by their own cost, the costliest first, at most MODULE_COLOURS. */
  modules: string[];
  /** Cost of the root shown, in the unit. */
  rootTotal: number;
  /** Nodes of the tree under the root, and of them in this answer. */
  totalNodes: number;
  shownNodes: number;
  /** Cost of the boxes at their narrowest that are drawn by themselves, over the whole: 0 to 1. */
  shownShare: number;
  /** Frames matched and the share of cost under them (not counted twice); null without a search. */
  matches: { count: number; share: number } | null;
  /** Way from the whole to the root shown. */
  breadcrumb: { node: number; name: string }[];
  /** Of a picture in the order of time whose samples have times: one a thread, from left to right. Empty for all others. */
  timeAxes: TimeAxis[];
  /** `key` is for TreeFilter.thread; empty where two builds are shown, whose threads have no common numbers. */
  threads: { key: string; label: string; total: number }[];
  /** Samples or events behind the picture, by build. */
  samples: { candidate: number; reference: number | null };
  notes: string[];
}

/** Asks for the syscalls of one place. */
export type SyscallsQuestion = Place;

/** System calls of one build at one place. */
export interface SyscallsOfBuild {
  build: string;
  syncs: number;
  syncsPerOperation: number;
  syncMs: number;
  byName: SyscallSummaryRow[];
  byPath: SyscallSummaryRow[];
  /** `thread 1` made the first call; numbered in that order, since the kernel's ids differ from run to run. */
  byThread: SyscallSummaryRow[];
  /** Latencies of syncs: counts in buckets of powers of two from `fromMs`. */
  latency: { fromMs: number; counts: number[] };
  traced: string[];
  io: { readCalls: number; writeCalls: number; readBytes: number; writtenBytes: number } | null;
  /** Connections and children; null where they were not traced. */
  outside: { connections: number; accepted: number; childStarts: number; programs: number } | null;
  notes: string[];
}

/** Null: the pass was not made; `reason` in notes of the other or in `unavailable`. */
export interface SyscallsAnswer {
  candidate: SyscallsOfBuild | null;
  reference: SyscallsOfBuild | null;
  unavailable: string | null;
}

/** Asks for the scaling of a workload. */
export interface ScalingQuestion {
  subject: Subject;
  workload: string;
  metric: Metric;
  /** One function's growth instead of the whole run's; null for the whole. */
  frame: FrameKey | null;
}

/** Points with intervals, and their fit, for one build. */
export interface ScalingSeries {
  build: string;
  side: 'candidate' | 'reference';
  points: { n: number; value: number; lo: number; hi: number }[];
  fit: GrowthFit | null;
  /** Fitted curve from the smallest size to four times the largest; `extrapolated` from there on. */
  curve: { n: number; value: number; lo: number; hi: number; extrapolated: boolean }[];
}

/** The scaling plot and the ranking beside it. */
export interface ScalingAnswer {
  unit: 'ms' | 'bytes' | 'count';
  perOperation: boolean;
  series: ScalingSeries[];
  /** Metrics for which there is data. */
  metrics: Metric[];
  frames: ScalingFrameRow[];
  notes: string[];
}

/** One function in the ranking by growth. */
export interface ScalingFrameRow {
  key: FrameKey;
  metric: 'calls' | 'cpu-self' | 'cpu-total' | 'allocated';
  candidate: GrowthFit | null;
  reference: GrowthFit | null;
  share: number;
  perOperation: number;
}

/** Asks for a run over time. */
export interface TimelineQuestion extends Place {
  /** Milliseconds since the start of the pass; null for all of it. */
  range: { fromMs: number; toMs: number } | null;
  /** Width of the plot in CSS pixels: moments that would share one are merged, the highest is kept. */
  widthPx: number;
}

/** What a lane of a timeline shows. */
export type LaneId =
  | 'cpu'
  | 'run-queue'
  | 'rss'
  | 'heap'
  | 'external'
  | 'loop-delay'
  | 'read'
  | 'written'
  | 'syncs'
  | 'threads'
  | 'processes';

/** One value over time. Parallel columns. */
export interface LaneSeries {
  build: string;
  side: 'candidate' | 'reference';
  /** Milliseconds since the start of its pass, ascending. */
  time: Float64Array;
  value: Float64Array;
  /** Over the whole run, not only the range. */
  max: number;
}

/** Both builds' values of one kind. */
export interface TimelineLane {
  id: LaneId;
  unit: 'percent' | 'bytes' | 'bytes/s' | 'ms' | 'count' | 'count/s';
  series: LaneSeries[];
}

/** Something that happened at a moment or lasted. */
export interface TimelineMark {
  side: 'candidate' | 'reference';
  kind: 'collection' | 'marker';
  name: string;
  fromMs: number;
  durationMs: number;
}

/** A run over time. Empty lanes with a reason where the pass was not made. */
export interface TimelineAnswer {
  /** Length of the longer run. */
  durationMs: number;
  lanes: TimelineLane[];
  /** Collections and the program's own marks in the range; the longest where there are too many. */
  marks: TimelineMark[];
  totalMarks: number;
  unavailable: string | null;
  notes: string[];
}

/** What a part means for one build: where it lies in its run, and the passes that cannot be cut. */
export interface PartOfBuild {
  build: string;
  fromMs: number;
  toMs: number;
  /** Length of the run that the part is of. */
  ofMs: number;
  /** Passes that are shown whole, each with the reason. */
  whole: { pass: PartPass; why: string }[];
}

/** Passes whose rows can have times. */
export type PartPass = 'cpu' | 'alloc' | 'syscalls' | 'stacks' | 'waits';

/** What a part of a run means for each build; null where a build has no such place, or its length is not known. */
export interface PartAnswer {
  candidate: PartOfBuild | null;
  reference: PartOfBuild | null;
}

/** Asks for the outputs of a workload. */
export interface OutputQuestion {
  subject: Subject;
  workload: string;
}

/** Outputs side by side at each size. */
export interface OutputViewAnswer {
  equal: boolean | null;
  mode: string;
  sizes: {
    n: number;
    equal: boolean | null;
    candidate: string | null;
    reference: string | null;
    candidateBytes: number;
    referenceBytes: number;
    /** 1-based line of the first difference; 0 where there is none. */
    firstDifferentLine: number;
    truncated: boolean;
  }[];
  reason: string | null;
}
