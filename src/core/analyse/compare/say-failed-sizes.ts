/** The sizes at which a build did not end well: what is said of the others must not hide them. */
import { formatCount } from '../format-figure';
import type { BuildView } from './build-view';

/** Workloads named one by one; the others are counted. */
const NAMED = 2;

/** A clause such as `candidate failed on work at n = 200 and 400`; null where every size has times. */
function sayFailedSizes(views: readonly BuildView[]): string | null {
  const failed = views.flatMap((view) => {
    const sizes = view.sizes.filter(
      ({ record }) =>
        record.failure !== null &&
        record.failure.kind !== 'interrupted' &&
        record.failure.kind !== 'output-flood',
    );
    if (sizes.length === 0) return [];
    const isLate = sizes.every(({ record }) => record.failure!.kind === 'target-timeout');
    const at = sizes.map(({ record }) => formatCount(record.n));
    const last = at.pop()!;
    const numbers = at.length === 0 ? last : `${at.join(', ')} and ${last}`;
    const verb = isLate ? 'ran into the time limit on' : 'failed on';
    return [`${view.label} ${verb} ${view.workload.record.name} at n = ${numbers}`];
  });
  if (failed.length === 0) return null;
  const rest = failed.length - NAMED;
  const more = `${rest} more ${rest === 1 ? 'workload' : 'workloads'} failed`;
  return [...failed.slice(0, NAMED), ...(rest > 0 ? [more] : [])].join('; ');
}

/** The verdict with what failed before it; a verdict on builds that failed throughout says so itself. */
export function leadWithFailed(views: readonly BuildView[], verdict: string): string {
  const isAllLost = views.every(({ sizes }) =>
    sizes.every(({ record }) => record.failure !== null),
  );
  const failed = isAllLost ? null : sayFailedSizes(views);
  return failed === null ? verdict : `${failed}. Apart from that: ${verdict}`;
}
