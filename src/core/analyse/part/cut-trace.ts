/** The system calls that started in a stretch of time. */
import type { SyscallTrace } from '../../model/syscalls';
import { firstAtOrAfter, type Stretch } from './cut-profile';

const NO_TOTALS =
  'The bytes read and written are counted over the whole run alone and are left out of a part of it.';

/** The trace with the calls of the stretch alone. The kernel's counters have no times: a part is without them. */
export function cutTrace(trace: SyscallTrace, { fromMs, toMs }: Stretch): SyscallTrace {
  const { events } = trace;
  const from = firstAtOrAfter(events.time, events.length, fromMs);
  const to = Math.max(from, firstAtOrAfter(events.time, events.length, toMs));
  return {
    ...trace,
    events: {
      length: to - from,
      name: events.name.subarray(from, to),
      tid: events.tid.subarray(from, to),
      time: events.time.subarray(from, to),
      duration: events.duration.subarray(from, to),
      path: events.path.subarray(from, to),
      result: events.result.subarray(from, to),
    },
    io: null,
    notes: trace.io === null ? trace.notes : [...trace.notes, NO_TOTALS],
  };
}

/** Moment at which the last call ended, in milliseconds since the first; 0 without calls. */
export function endOfTrace({ events }: SyscallTrace): number {
  let end = 0;
  for (let row = 0; row < events.length; row += 1) {
    const duration = events.duration[row]!;
    end = Math.max(end, events.time[row]! + (Number.isFinite(duration) ? duration : 0));
  }
  return end;
}
