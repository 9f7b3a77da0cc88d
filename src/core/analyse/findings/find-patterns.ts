/** Runs all rules, in one order, and sorts what they find. */
import { SEVERITIES } from '../../model/finding';
import type { Finding } from '../../model/finding';
import type { BuildView } from '../compare/build-view';
import type { ComparedView } from '../compare/compared-view';
import { allocationChurn } from './allocation-churn';
import { assumeOperations, sayAssumed } from './assume-operations';
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
import { isCause, settleFindings } from './settle-findings';
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

interface Found {
  rule: ComparisonRule;
  finding: Finding;
  isPolling: boolean;
}

/** Rules that say what happens for each operation, or how its cost grows; the others judge a run, or what was promised of it. */
const WHOLE_RUN_RULES: readonly ComparisonRule[] = [
  outputDiffers,
  slowerThanReference,
  budgetBroken,
  testsTouchNothingReal,
  evidenceInvalid,
];

/** Findings of a comparison, the most severe first. */
export function findInComparison(views: readonly ComparedView[]): Finding[] {
  return sortFindings(views.flatMap((view) => settleFindings(findInWorkload(view, views))));
}

function findInWorkload(view: ComparedView, all: readonly ComparedView[]): Found[] {
  const given = applyRules(COMPARISON_RULES, view, all);
  const assumed = assumeOperations(view);
  if (assumed === null) return given;
  const others = all.map((each) => (each === view ? assumed : (assumeOperations(each) ?? each)));
  const isOfRun = (rule: ComparisonRule) => WHOLE_RUN_RULES.includes(rule);
  const found = applyRules(
    COMPARISON_RULES.filter((rule) => !isOfRun(rule)),
    assumed,
    others,
  );
  const causes = found.filter(({ finding }) => isCause(finding));
  // What grows for one run of n need not grow for n operations: only where these show no cause, growth for the run is one.
  if (causes.length === 0) return given;
  // Growth beyond n operations is growth for the run too, and more is known of it there; nothing else is a cause then.
  const grows = causes.every(({ finding }) => finding.id === 'grows-faster-than-reference');
  const told = grows
    ? given.filter(
        ({ rule, finding }) =>
          !isOfRun(rule) && found.some((each) => each.finding.id === finding.id),
      )
    : found.map((each) => ({ ...each, finding: sayAssumed(each.finding, assumed) }));
  return [...told, ...given.filter(({ rule }) => isOfRun(rule))].sort(
    (a, b) => COMPARISON_RULES.indexOf(a.rule) - COMPARISON_RULES.indexOf(b.rule),
  );
}

function applyRules(
  rules: readonly ComparisonRule[],
  view: ComparedView,
  all: readonly ComparedView[],
): Found[] {
  return rules.flatMap((rule) =>
    toList(rule(view, all)).map((finding) => ({
      rule,
      finding,
      isPolling: rule === pollingInstead,
    })),
  );
}

/** Findings of a single build, the most severe first. */
export function findInRecording(views: readonly BuildView[]): Finding[] {
  const found = RECORDING_RULES.flatMap((rule) =>
    views.flatMap((view) => toList(rule(view, views))),
  );
  return sortFindings(found.filter((each) => !restsOnInvalid(each, found)));
}

function toList(found: Finding | Finding[] | null): Finding[] {
  if (found === null) return [];
  return Array.isArray(found) ? found : [found];
}

/** Whether all evidence of a finding comes from a pass that shows nothing: such a pass supports nothing. */
function restsOnInvalid(finding: Finding, all: readonly Finding[]): boolean {
  if (finding.id === 'evidence-invalid') return false;
  const invalid = all.find(
    ({ id, workload }) => id === 'evidence-invalid' && workload === finding.workload,
  );
  const pass = invalid?.evidence[0]?.pass;
  return pass !== undefined && finding.evidence.every((each) => each.pass === pass);
}

function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}
