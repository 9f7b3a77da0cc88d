/** Runs all rules, in one order, and sorts what they find. */
import { SEVERITIES } from '../../model/finding';
import type { Finding, FindingId } from '../../model/finding';
import type { BuildView } from '../compare/build-view';
import type { ComparedView } from '../compare/compared-view';
import { allocationChurn } from './allocation-churn';
import { budgetBroken, budgetBrokenAlone } from './budget-broken';
import { deepCopy } from './deep-copy';
import { evidenceInvalid, evidenceInvalidAlone } from './evidence-invalid';
import { extraWork } from './extra-work';
import { fixedSizeAllocation } from './fixed-size-allocation';
import { gcPressure, gcPressureAlone } from './gc-pressure';
import { growsFasterThanReference } from './grows-faster-than-reference';
import { hotFunction } from './hot-function';
import { memoryGrowth, memoryGrowthAlone } from './memory-growth';
import { outputDiffers } from './output-differs';
import { pollingInstead } from './polling';
import { repeatedSetup } from './repeated-setup';
import type { ComparisonRule, RecordingRule } from './rule';
import { slowerThanReference } from './slower-than-reference';
import { smallIo } from './small-io';
import { superlinearGrowth } from './superlinear-growth';
import { syncPerOperation, syncPerOperationAlone } from './sync-per-operation';
import { testsTouchNothingReal, testsTouchNothingRealAlone } from './tests-touch-nothing-real';
import { waitingNotWorking, waitingNotWorkingAlone } from './waiting-not-working';

/** Causes before symptoms: findings of equal severity keep this order. */
const COMPARISON_RULES: readonly ComparisonRule[] = [
  outputDiffers,
  growsFasterThanReference,
  syncPerOperation,
  pollingInstead,
  repeatedSetup,
  deepCopy,
  fixedSizeAllocation,
  allocationChurn,
  gcPressure,
  memoryGrowth,
  smallIo,
  waitingNotWorking,
  extraWork,
  slowerThanReference,
  budgetBroken,
  testsTouchNothingReal,
  evidenceInvalid,
];

const RECORDING_RULES: readonly RecordingRule[] = [
  superlinearGrowth,
  syncPerOperationAlone,
  gcPressureAlone,
  memoryGrowthAlone,
  waitingNotWorkingAlone,
  budgetBrokenAlone,
  hotFunction,
  testsTouchNothingRealAlone,
  evidenceInvalidAlone,
];

/** Findings of a comparison, the most severe first. */
export function findInComparison(views: readonly ComparedView[]): Finding[] {
  const found = COMPARISON_RULES.flatMap((rule) =>
    views.flatMap((view) => toList(rule(view, views))),
  );
  return sortFindings(
    found.filter((each) => each.id !== 'extra-work' || !isExplained(each, found)),
  );
}

/** What a cause brings along: none of these says why by itself. */
const SYMPTOMS: readonly FindingId[] = [
  'extra-work',
  'slower-than-reference',
  'allocation-churn',
  'gc-pressure',
  'memory-growth',
  'budget-broken',
  'tests-touch-nothing-real',
  'evidence-invalid',
];

/** Whether another rule tells what the extra work is: then it is that. */
function isExplained({ workload }: Finding, found: readonly Finding[]): boolean {
  return found.some((each) => each.workload === workload && !SYMPTOMS.includes(each.id));
}

/** Findings of a single build, the most severe first. */
export function findInRecording(views: readonly BuildView[]): Finding[] {
  return sortFindings(
    RECORDING_RULES.flatMap((rule) => views.flatMap((view) => toList(rule(view, views)))),
  );
}

function toList(found: Finding | Finding[] | null): Finding[] {
  if (found === null) return [];
  return Array.isArray(found) ? found : [found];
}

function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}
