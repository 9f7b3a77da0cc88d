/** Why there is nothing to show where a pass should be, and what to do about it. */
import type { Instrument } from '../model/instrument';
import type { LoadedSize } from '../model/loaded';
import { formatCount } from './format-figure';

/** What a pass gives, for a file that was opened and has no passes. */
const CONTENTS: Record<Instrument, string> = {
  time: 'no times of runs',
  cpu: 'no CPU samples',
  calls: 'no exact calls',
  alloc: 'no allocations',
  heap: 'no heap snapshot',
  syscalls: 'no system calls',
  stacks: 'no stacks of syncs',
  waits: 'no waits',
  timeline: 'no values over time',
};

/** One or two sentences on the pass of a build, named by `label`, at one size; `size` is null where that was not run at all. */
export function sayMissingPass(
  size: LoadedSize | null,
  label: string,
  pass: Instrument,
  { workload, n }: { workload: string; n: number },
): string {
  const isFile = size?.record.passes.some(({ files }) =>
    files.some(({ format }) => format === 'imported'),
  );
  if (isFile === true) return `${label} is an opened file, which holds ${CONTENTS[pass]}.`;
  const at = `${workload} at n = ${formatCount(n)}`;
  const failure = size?.record.passes.find(({ ledger }) => ledger.instrument === pass)?.failure;
  if (failure != null) return `${label}: ${failure.message} ${failure.remedy}`;
  const whole = size?.record.failure;
  if (whole != null) {
    return `${label} has no ${pass} pass of ${at}, since that run failed: ${whole.message} Choose another size, or mend it and run again.`;
  }
  return `${label} has no ${pass} pass of ${at}; run it with this pass.`;
}
