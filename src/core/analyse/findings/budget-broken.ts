/** A claim with a number that the measurement does not bear out. */
import type { GrowthFit } from '../../model/answers';
import type { Evidence, Finding } from '../../model/finding';
import type { BuildView } from '../compare/build-view';
import type { ComparedView } from '../compare/compared-view';
import { formatBytes } from '../../model/format-quantity';
import { formatCount, formatMs } from '../format-figure';
import { fitPerOperation } from '../growth/fit-per-operation';
import { rankOfClass } from '../growth/growth-shape';
import { fact } from './rule';
import type { ComparisonRule, RecordingRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { slack, rise, exponent, bytesSlack } = THRESHOLDS.budget;

/**
 * The candidate's budgets, and the bound on its ratio to the reference. A claim that the reference breaks as well says nothing of the
 * candidate against it; the profile of either build still tells.
 */
export const budgetBroken: ComparisonRule = (view) => {
  const shared = new Set(checkBuild(view.reference).map(({ headline }) => headline.caption));
  return [
    ...checkBuild(view.candidate).filter(({ headline }) => !shared.has(headline.caption)),
    ...checkRatio(view),
  ];
};

/** The budgets of one build. */
export const budgetBrokenAlone: RecordingRule = (view) => checkBuild(view);

function checkBuild(view: BuildView): Finding[] {
  const { budgets } = view.workload.record;
  const findings: Finding[] = [];
  const growth = checkGrowth(view);
  if (growth !== null) findings.push(growth);
  const largest = view.sizes.length - 1;
  const size = view.sizes[largest];
  const numbers = view.numbers[largest];
  if (size === undefined || numbers === undefined) return findings;
  const at = `at n = ${formatCount(size.record.n)}`;
  const counts = [
    {
      claim: budgets.syncsPerOperation,
      value: numbers.syncsPerOperation,
      // Syncs at start and close belong to the run, not to an operation.
      allowance: 3 / Math.max(1, size.record.operations),
      text: (value: number) =>
        `${formatCount(value)} ${formatCount(value) === '1' ? 'sync' : 'syncs'} for each operation`,
      unit: 'syncs/op',
      pass: 'syscalls' as const,
    },
    {
      claim: budgets.allocatedBytesPerOperation,
      value: numbers.allocatedBytesPerOperation,
      allowance: bytesSlack * (budgets.allocatedBytesPerOperation ?? 0),
      text: (value: number) => `${formatBytes(value)} allocated for each operation`,
      unit: 'bytes/op',
      pass: 'alloc' as const,
    },
    {
      claim: budgets.callsPerOperation,
      value: numbers.callsPerOperation,
      allowance: 0,
      text: (value: number) => `${formatCount(value)} calls for each operation`,
      unit: 'calls/op',
      pass: 'calls' as const,
    },
  ];
  for (const { claim, value, allowance, text, unit, pass } of counts) {
    if (claim === undefined || value === null || value <= claim * slack + allowance) continue;
    findings.push(
      broken(view, `at most ${text(claim)}`, value, unit, [
        fact(
          `${view.label} makes ${text(value)} ${at}; the budget is ${text(claim)}.`,
          value,
          unit,
          pass,
        ),
      ]),
    );
  }
  const { wallMs } = numbers;
  const claim = budgets.wallMsPerOperation;
  if (claim !== undefined && wallMs !== null) {
    const operations = Math.max(1, size.record.operations);
    const value = wallMs.median / operations;
    if (wallMs.ci95[0] / operations > claim * slack) {
      findings.push(
        broken(view, `at most ${formatMs(claim)} for each operation`, value, 'ms', [
          fact(
            `${view.label} takes ${formatMs(value)} for each operation ${at} (lower end of the 95 % interval ${formatMs(wallMs.ci95[0] / operations)}); the budget is ${formatMs(claim)}.`,
            value,
            'ms',
            'time',
          ),
        ]),
      );
    }
  }
  return findings;
}

/** Growth per operation by exact counts where they were made, and by time; a class not decided breaks nothing. */
function checkGrowth(view: BuildView): Finding | null {
  const claim = view.workload.record.budgets.growth;
  if (claim === undefined) return null;
  for (const metric of ['calls', 'cpu', 'wall'] as const) {
    const fit = fitPerOperation(view.sizes, metric);
    if (fit?.class == null || fit.confidence === 'low') continue;
    // Neighbouring classes differ by a logarithm, which noise and lower terms imitate: an exponent has to agree.
    if (rankOfClass(fit.class) <= rankOfClass(claim)) continue;
    if (rankOfClass(fit.class) - rankOfClass(claim) < 2 && metric !== 'calls') {
      if (fit.exponent - exponentOf(claim) < exponent) continue;
    }
    if (totalRise(fit) < rise) continue;
    const noun = { calls: 'number of calls', cpu: 'CPU time', wall: 'wall time' }[metric];
    return broken(view, `${claim} for each operation`, fit.exponent, 'exponent', [
      fact(
        `The ${noun} for each operation of ${view.label} grows as ${fit.class} over ${fit.sizes} sizes, exponent ${formatCount(fit.exponent)}; the budget is ${claim}.`,
        fit.exponent,
        'exponent',
        metric === 'calls' ? 'calls' : 'time',
      ),
    ]);
  }
  return null;
}

/** Largest over smallest fitted value, the constant included. */
function totalRise({ points }: GrowthFit): number {
  const values = points.map(({ value }) => value);
  return Math.max(...values) / Math.max(Math.min(...values), Number.MIN_VALUE);
}

function exponentOf(growth: string): number {
  return (
    { 'O(n)': 1, 'O(n log n)': 1.1, 'O(n²)': 2, 'O(n² log n)': 2.1, 'O(n³)': 3, 'O(2ⁿ)': 4 }[
      growth
    ] ?? 0
  );
}

function checkRatio(view: ComparedView): Finding[] {
  const claim = view.candidate.workload.record.budgets.ratio;
  const last = view.sizes.findLast(({ ratio }) => ratio.wall !== null);
  if (claim === undefined || last === undefined) return [];
  const ratio = last.ratio.wall!;
  if (ratio.ci95[0] <= claim * slack) return [];
  return [
    broken(
      view.candidate,
      `at most ${formatCount(claim)} times the wall time of ${view.reference.label}`,
      ratio.value,
      'ratio',
      [
        fact(
          `At n = ${formatCount(last.n)} ${view.candidate.label} takes ${formatCount(ratio.value)} times as long as ${view.reference.label}, 95 % interval ${formatCount(ratio.ci95[0])} to ${formatCount(ratio.ci95[1])}; the budget is ${formatCount(claim)}.`,
          ratio.value,
          'ratio',
          'time',
        ),
      ],
    ),
  ];
}

function broken(
  view: BuildView,
  claim: string,
  value: number,
  unit: string,
  evidence: Evidence[],
): Finding {
  const workload = view.workload.record.name;
  return {
    id: 'budget-broken',
    severity: 'high',
    confidence: 'high',
    workload,
    title: `${view.label} breaks a budget of ${workload}: ${claim}.`,
    headline: { value, unit, caption: `budget ${claim}` },
    evidence,
    frames: [],
    refutedBy: 'A measurement within the budget at the same size.',
    advice:
      'Mend the code or the claim: a budget that does not hold misleads whoever relies on it.',
  };
}
