/** A finding: a named failure pattern with its evidence. Better silent than wrong. */
import type { Instrument } from './instrument';
import type { LineNumber } from './units';

/** Stable ids, used in the app, the JSON and the gate. */
export const FINDING_IDS = [
  'slower-than-reference',
  'grows-faster-than-reference',
  'sync-per-operation',
  'allocation-churn',
  'fixed-size-allocation',
  'gc-pressure',
  'memory-growth',
  'repeated-setup',
  'deep-copy',
  'extra-work',
  'small-io',
  'waiting-not-working',
  'output-differs',
  'tests-touch-nothing-real',
  'budget-broken',
  'superlinear-growth',
  'hot-function',
  'evidence-invalid',
] as const;

/** See FINDING_IDS. */
export type FindingId = (typeof FINDING_IDS)[number];

/** From most to least severe. */
export const SEVERITIES = ['high', 'medium', 'low'] as const;

/** See SEVERITIES. */
export type Severity = (typeof SEVERITIES)[number];

/** One measured fact. */
export interface Evidence {
  /** A sentence with the number in it, naming the build. */
  text: string;
  value: number;
  /** `ms`, `bytes`, `bytes/op`, `calls/op`, `syncs/op`, `ratio`, `exponent`, `share`, `count`. */
  unit: string;
  /** The pass that the number comes from. */
  pass: Instrument;
}

/** A function that the finding points at, most guilty first. */
export interface FindingFrame {
  function: string;
  file: string | null;
  line: LineNumber;
  /** The candidate's figure, in `unit`; null where it has no such frame. */
  candidate: number | null;
  /** The same for the reference; null where there is no counterpart or no reference. */
  reference: number | null;
  /** Unit of both figures, e.g. `ms/op`; absent where it is the headline's. */
  unit?: string;
}

/** The one number shown at the right of a finding. */
export interface Headline {
  value: number;
  unit: string;
  /** What it is against, e.g. `sync/insert, sqlite 0.02`. */
  caption: string;
}

/** See above. */
export interface Finding {
  id: FindingId;
  severity: Severity;
  confidence: 'high' | 'medium' | 'low';
  workload: string;
  /** One sentence that a person understands without the rest. */
  title: string;
  headline: Headline;
  evidence: Evidence[];
  frames: FindingFrame[];
  /** What measurement would show this finding to be wrong. */
  refutedBy: string;
  /** One sentence on what usually helps. */
  advice: string;
}
