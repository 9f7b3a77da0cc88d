/** Questions that the functions table and its details ask, and their answers. */
import type { FrameHeadroom, GrowthFit } from './answers';
import type { Pairing } from './function-pairing';
import type { FrameKind } from './profile';
import type { Interval95 } from './units';
import type { FrameKey, Place } from './view-answers';

/** Columns that the functions table can be ordered by. */
export type FunctionColumn =
  | 'function'
  | 'file'
  | 'self'
  | 'total'
  | 'calls'
  | 'callsPerOperation'
  | 'allocated'
  | 'growth'
  | 'referenceSelf'
  | 'referenceTotal'
  | 'referenceCalls'
  | 'difference';

/** Asks for rows of the functions table. */
export interface FunctionsQuestion extends Place {
  sort: FunctionColumn;
  descending: boolean;
  /** Text or /regular expression/ on name and file; null for all. */
  search: string | null;
  onlyOwnCode: boolean;
  offset: number;
  count: number;
}

/** One function with its costs at one size. Null: that build does not have it, or the pass was not made. */
export interface FunctionRow {
  key: FrameKey;
  kind: FrameKind;
  candidate: FunctionCost | null;
  reference: FunctionCost | null;
  /** Candidate's self time per operation minus the reference's, in ms; null for a single build. */
  differenceMs: number | null;
  /** Its 95 % interval, and whether it is within the noise; absent without CPU passes of both builds. */
  differenceCi95Ms?: Interval95;
  insideNoise?: boolean;
  /** The reference's function, and how it is known to be the counterpart; absent where both have the same name, or one is missing. */
  partner?: FunctionPartner;
  /** Absent where it has no counterpart. */
  headroom?: Omit<FrameHeadroom, 'function' | 'file' | 'line'>;
}

/** A counterpart under another name. */
export interface FunctionPartner extends Pairing {
  key: FrameKey;
}

/** Asks with whom a function is paired, and with whom it could be. */
export interface PairingQuestion extends Place {
  /** Build of `key`; null where the picture shows both builds' functions as one. */
  side: 'candidate' | 'reference' | null;
  key: FrameKey;
}

/** The pair of a function as it is now, and the functions that it may be paired with by hand. */
export interface PairingAnswer {
  /** The build that the function is in. */
  side: 'candidate' | 'reference';
  /** Null: it has no counterpart. */
  partner: FunctionPartner | null;
  /** Functions of the other build, the costliest first; at most 2,000. */
  choices: PairChoice[];
  /** All of them, shown or not. */
  all: number;
}

/** A function of the other build. */
export interface PairChoice {
  key: FrameKey;
  /** Self and total at the place asked for; null without a CPU pass. */
  selfMs: number | null;
  totalMs: number | null;
  callsPerOperation: number | null;
  /** The function that it is paired with; null for none. */
  pairedWith: string | null;
}

/** Costs of one function in one build. Times from the CPU pass, calls from the exact counts, bytes from the allocation pass. */
export interface FunctionCost {
  selfMs: number | null;
  totalMs: number | null;
  selfShare: number | null;
  totalShare: number | null;
  calls: number | null;
  callsPerOperation: number | null;
  allocatedBytes: number | null;
  /** Growth of its calls, else of its total time. */
  growth: GrowthFit | null;
}

/** Rows of the functions table. */
export interface FunctionsAnswer {
  rows: FunctionRow[];
  /** All rows that match. */
  matching: number;
  all: number;
  notes: string[];
}

/** Asks for what lies around one function. */
export interface FunctionDetailQuestion extends Place {
  side: 'candidate' | 'reference';
  key: FrameKey;
}

/** Callers, callees and source of one function. */
export interface FunctionDetailAnswer {
  key: FrameKey;
  callers: NeighbourRow[];
  callees: NeighbourRow[];
  /** Null where the source cannot be read; `sourceNote` says why. */
  source: { path: string; firstLine: number; lines: SourceLine[] } | null;
  sourceNote: string | null;
}

/** A caller or callee with the time that passes through the edge. */
export interface NeighbourRow {
  key: FrameKey;
  ms: number;
  share: number;
}

/** One line of source with its cost in the CPU pass. */
export interface SourceLine {
  line: number;
  text: string;
  ms: number;
}
