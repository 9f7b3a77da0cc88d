/** Findings of one workload that speak of the same thing: the cause stays, what it brings along goes. */
import type { Finding, FindingId } from '../../model/finding';
import { THRESHOLDS } from './thresholds';

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

/**
 * A program that polls makes as many calls, reads and objects as the time of the wait allows, so that none of its counts is one for each
 * operation or for each n. What rests on counts is therefore nothing of its own; on a tracer that slows the loop down least of all.
 */
const COUNTED: readonly FindingId[] = [
  'grows-faster-than-reference',
  'repeated-setup',
  'deep-copy',
  'fixed-size-allocation',
  'allocation-churn',
  'gc-pressure',
  'small-io',
  'extra-work',
];

/** What a function that prepares again and again allocates is a part of the preparation. */
const OF_SETUP: readonly FindingId[] = ['fixed-size-allocation', 'allocation-churn'];

/** Whether a finding says why, not only what. */
export function isCause({ id }: Finding): boolean {
  return id !== 'output-differs' && !SYMPTOMS.includes(id);
}

/** Of one workload; `isPolling` marks what the rule for loops that ask without a pause has found. */
export function settleFindings(
  found: readonly { finding: Finding; isPolling: boolean }[],
): Finding[] {
  const findings = found.map(({ finding }) => finding);
  const polls = found.some(({ isPolling }) => isPolling);
  return findings.filter((each) => {
    if (polls && COUNTED.includes(each.id)) return false;
    if (OF_SETUP.includes(each.id) && findings.some((other) => isItsSetup(other, each))) {
      return false;
    }
    // Another rule tells what the extra work is: then it is that.
    return each.id !== 'extra-work' || findings.every(({ id }) => SYMPTOMS.includes(id));
  });
}

const FIRST_FRAMES = 2;

/** Whether one of the first functions of a finding is one that repeated setup names; a block that is most of what is allocated is told by itself. */
function isItsSetup(setup: Finding, { id, frames, evidence }: Finding): boolean {
  if (setup.id !== 'repeated-setup') return false;
  const share = evidence.find(({ unit, pass }) => unit === 'share' && pass === 'alloc')?.value;
  if (id === 'fixed-size-allocation' && (share ?? 1) >= THRESHOLDS.blocks.highShare) return false;
  // An allocator of the language's library may stand before the function that asked.
  return frames
    .slice(0, FIRST_FRAMES)
    .some((frame) =>
      setup.frames.some(
        ({ function: name, file }) => name === frame.function && file === frame.file,
      ),
    );
}
