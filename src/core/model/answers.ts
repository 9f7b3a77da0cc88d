/**
 * What the analysis says of recordings: the shape behind `profile --json`, `compare --json`, the Summary
 * tab and the report. Numbers are medians with 95 % intervals; every number names its pass by its field.
 */
import type { Failure } from './failure';
import type { Finding } from './finding';
import type { FoundPair } from './function-pairing';
import type { MachineInfo } from './instrument';
import type { PreparationRecord } from './preparation';
import type { PassLedger, RecordingState } from './recording';
import type { Bytes, Count, Interval95, Milliseconds, Timestamp } from './units';

/** Version of the JSON documents on stdout; raised when a field changes its meaning or goes away. */
export const ANSWER_SCHEMA_VERSION = 1;

/** A median of repeated runs. */
export interface MedianEstimate {
  median: number;
  ci95: Interval95;
  runs: Count;
  /** Lowest run: steadier than the mean on a shared machine. */
  min: number;
}

/** Candidate over reference. */
export interface RatioEstimate {
  value: number;
  ci95: Interval95;
  /** True when the interval holds 1 or the difference is below 2 %: no difference detected. */
  insideNoise: boolean;
}

/** Growth classes, slowest first. */
export const GROWTH_CLASSES = [
  'O(1)',
  'O(log n)',
  'O(n)',
  'O(n log n)',
  'O(n²)',
  'O(n² log n)',
  'O(n³)',
  'O(2ⁿ)',
] as const;

/** See GROWTH_CLASSES. */
export type GrowthClass = (typeof GROWTH_CLASSES)[number];

/** How a metric grows over the sizes: metric ≈ constant + coefficient · f(n). */
export interface GrowthFit {
  /** Null when the sizes or the noise do not decide; `reason` says why. */
  class: GrowthClass | null;
  /** Local exponent: slope of log(metric − constant) over log n. */
  exponent: number;
  ci95: Interval95;
  /** Number of sizes fitted. */
  sizes: Count;
  /** The part that does not grow, e.g. process start. */
  constant: number;
  coefficient: number;
  confidence: 'high' | 'medium' | 'low';
  /** Size at which the growth changes, e.g. a capacity; null where it does not. */
  knee: number | null;
  reason: string | null;
  /** The fitted points, ascending by n. */
  points: readonly { n: number; value: number }[];
}

/** Metrics that growth is fitted for. */
export const METRICS = [
  'wall',
  'cpu',
  'calls',
  'allocated',
  'syncs',
  'peakRss',
  'instructions',
] as const;

/** See METRICS. */
export type Metric = (typeof METRICS)[number];

/** What one build cost at one size. Null: not measured. Totals are of the whole run. */
export interface BuildNumbers {
  wallMs: MedianEstimate | null;
  cpuMs: MedianEstimate | null;
  peakRssBytes: MedianEstimate | null;
  syncs: Count | null;
  syncsPerOperation: number | null;
  allocatedBytes: Bytes | null;
  allocatedBytesPerOperation: number | null;
  calls: Count | null;
  callsPerOperation: number | null;
  /** Connections made and processes started in the syscalls pass; absent where they were not traced. */
  connections?: Count;
  childStarts?: Count;
  /** Wall time less the time ready to run but without a processor; absent where the system does not tell it. */
  undisturbedMs?: MedianEstimate | null;
  /** What to know of the runs: too few, drifting, warming up, outliers with their likely cause; absent for none. */
  notes?: string[];
}

/** Growth of each metric that was measured. */
export type GrowthByMetric = Partial<Record<Metric, GrowthFit>>;

/** How one function grows over the sizes. */
export interface FrameGrowth {
  function: string;
  file: string | null;
  line: number;
  /** What is fitted: exact calls, or time or bytes under the frame. */
  metric: 'calls' | 'cpu-self' | 'cpu-total' | 'allocated';
  fit: GrowthFit;
  /** Value at the largest size, per operation: calls, milliseconds or bytes. */
  perOperation: number;
  /** Share of the metric's total at the largest size, 0 to 1. */
  share: number;
}

/** One size of one workload of a comparison. */
export interface ComparedSize {
  n: number;
  operations: number;
  candidate: BuildNumbers;
  reference: BuildNumbers;
  ratio: {
    wall: RatioEstimate | null;
    /** Of the times in `undisturbedMs`; absent where a side has none. */
    undisturbed?: RatioEstimate;
    cpu: RatioEstimate | null;
    peakRss: RatioEstimate | null;
    allocated: number | null;
    calls: number | null;
    syncs: number | null;
  };
}

/** What a run of the candidate would cost if one function, callees included, cost what it costs in the reference. CPU pass. */
export interface FrameHeadroom {
  function: string;
  file: string | null;
  line: number;
  candidateMs: Milliseconds;
  /** In the candidate's number of operations. */
  referenceMs: Milliseconds;
  /** CPU time of the whole run as it is. */
  runMs: Milliseconds;
  wouldCostMs: Milliseconds;
  /** True where sampling and the machine explain the difference. */
  insideNoise: boolean;
}

/** Whether both builds gave the same answer. */
export interface OutputAnswer {
  /** Null where the project says not to judge, or where a run failed. */
  equal: boolean | null;
  /** Runs whose output was looked at, of both builds. */
  runsCompared: Count;
  firstDifference: { n: number; line: number; candidate: string; reference: string } | null;
  reason: string | null;
}

/** One workload of a comparison. */
export interface ComparedWorkload {
  name: string;
  /** The verdict in one sentence. */
  verdict: string;
  sizes: ComparedSize[];
  growth: { candidate: GrowthByMetric; reference: GrowthByMetric };
  /** Ranked, fastest growing and most costly first. */
  frames: { candidate: FrameGrowth[]; reference: FrameGrowth[] };
  /** At the largest size that both have, the most to gain first; only what stands out of the noise. */
  headroom?: FrameHeadroom[];
  /** Functions paired without equal names, the surest first; absent for none. */
  pairs?: FoundPair[];
  output: OutputAnswer;
}

/** A build as the answers name it. */
export interface AnswerBuild {
  name: string;
  command: readonly string[];
  commit: string | null;
  recording: string;
  /** Present where it is a file of some tool that was opened: nothing was run. */
  imported?: { path: string; format: string };
  /** What its `prepare` command did; absent where it has none. */
  preparation?: PreparationRecord;
  /** What a reader of its numbers has to know, e.g. a submodule that is missing. */
  notes?: string[];
}

/** The answer to compare. */
export interface ComparisonAnswer {
  schemaVersion: number;
  kind: 'comparison';
  id: string;
  createdAt: Timestamp;
  state: RecordingState;
  project: { name: string; path: string };
  candidate: AnswerBuild;
  reference: AnswerBuild;
  /** False where two recordings made at different times were put together: their times tell less. */
  interleaved: boolean;
  machine: MachineInfo;
  /** One sentence over all workloads. */
  verdict: string;
  workloads: ComparedWorkload[];
  findings: Finding[];
  ledger: LedgerEntry[];
  failures: Failure[];
}

/** One size of one workload of a single build. */
export interface ProfiledSize {
  n: number;
  operations: number;
  numbers: BuildNumbers;
}

/** One workload of a single build. */
export interface ProfiledWorkload {
  name: string;
  verdict: string;
  sizes: ProfiledSize[];
  growth: GrowthByMetric;
  frames: FrameGrowth[];
  /** Functions by self time at the largest size, most costly first, at most 20. */
  hottest: HotFunction[];
}

/** A function by cost in the CPU pass. */
export interface HotFunction {
  function: string;
  file: string | null;
  line: number;
  selfMs: Milliseconds;
  totalMs: Milliseconds;
  selfShare: number;
  totalShare: number;
}

/** The answer to profile. */
export interface ProfileAnswer {
  schemaVersion: number;
  kind: 'recording';
  id: string;
  createdAt: Timestamp;
  state: RecordingState;
  project: { name: string; path: string };
  build: AnswerBuild;
  machine: MachineInfo;
  verdict: string;
  workloads: ProfiledWorkload[];
  findings: Finding[];
  ledger: LedgerEntry[];
  failures: Failure[];
}

/** A ledger line with where it belongs. */
export interface LedgerEntry extends PassLedger {
  build: string;
  workload: string;
  n: number;
  failure: Failure | null;
}
