/** Paths without the ids of the processes that used them, so that two runs name the same file the same. */
import type { SyscallTrace } from '../../model/syscalls';

/** An id of fewer digits is as likely to be a version or a counter, unless it stands below /proc. */
const LEAST_DIGITS = 4;
const NUMBER = /(?<![0-9])[0-9]+(?![0-9])/g;

/** The trace's paths with each number that is one of its own process or thread ids written as `{pid}`: `/tmp/log-{pid}.txt`. */
export function hideProcessIds({ paths, events }: SyscallTrace): string[] {
  const ids = new Set(events.tid);
  return paths.map((path) =>
    path.replace(NUMBER, (digits, at: number) => {
      const isOwn = ids.has(Number(digits)) && !digits.startsWith('0');
      const stands = digits.length >= LEAST_DIGITS || path.slice(0, at).endsWith('/proc/');
      return isOwn && stands ? '{pid}' : digits;
    }),
  );
}
