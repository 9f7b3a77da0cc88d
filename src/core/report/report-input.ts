/** Everything that a report shows; gathered by asking the analysis, rendered without asking anything. */
import type { ComparisonAnswer, Metric, ProfileAnswer } from '../model/answers';
import type { Timestamp } from '../model/units';
import type { FlameAnswer, FlameMetric, ScalingAnswer } from '../model/view-answers';

/** A flame graph of one workload at its largest size; differential for a comparison. */
export interface ReportFlame {
  workload: string;
  n: number;
  metric: FlameMetric;
  differential: boolean;
  answer: FlameAnswer;
}

/** The scaling plot of one workload. */
export interface ReportScaling {
  workload: string;
  metric: Metric;
  answer: ScalingAnswer;
}

/** See above. */
export interface ReportInput {
  answer: ComparisonAnswer | ProfileAnswer;
  scaling: ReportScaling[];
  flames: ReportFlame[];
  writtenAt: Timestamp;
}
