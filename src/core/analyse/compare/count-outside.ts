/** What a run did outside of its own process: connections and children, from the trace. */
import {
  ACCEPT_CALLS,
  CONNECT_CALLS,
  CONNECT_IN_PROGRESS,
  EXEC_CALLS,
  FORK_CALLS,
} from '../../model/syscalls';
import type { SyscallTrace } from '../../model/syscalls';

/** Calls that succeeded, or that nobody waited for. */
export interface OutsideCounts {
  connections: number;
  accepted: number;
  /** Processes started, threads left out. */
  childStarts: number;
  /** Programs started, the run's own left out. */
  programs: number;
}

/** Null where the trace was made without these calls. */
export function countOutside(trace: SyscallTrace | null): OutsideCounts | null {
  if (trace === null || !CONNECT_CALLS.every((name) => trace.traced.includes(name))) return null;
  const count = (calls: readonly string[]): number => {
    const wanted = trace.names.map((name) => calls.includes(name));
    let sum = 0;
    const { events } = trace;
    for (let row = 0; row < events.length; row += 1) {
      if (wanted[events.name[row]!] !== true) continue;
      const result = events.result[row]!;
      if (result >= 0 || result === CONNECT_IN_PROGRESS) sum += 1;
    }
    return sum;
  };
  return {
    connections: count(CONNECT_CALLS),
    accepted: count(ACCEPT_CALLS),
    childStarts: count(FORK_CALLS),
    programs: Math.max(0, count(EXEC_CALLS) - 1),
  };
}
