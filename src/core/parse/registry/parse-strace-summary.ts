/** The table that `strace -c` prints: how often each system call was made, and how long it took. */
import type { Failure } from '../../model/failure';
import { NO_STACK, type Profile } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import type { ParseContext } from '../parse-context';
import { splitLines } from '../split-lines';
import { unreadable } from './content';
import { ProfileAssembler } from './profile-assembler';

const FORMAT = 'strace -c';

const HEADING = /^% time\s+seconds\s+usecs\/call\s+calls\s+errors\s+syscall\s*$/m;
const ROW = /^\s*\d+\.\d+\s+(\d+\.\d+)\s+\d+\s+(\d+)\s+(?:(\d+)\s+)?([a-z_][a-z0-9_]*)\s*$/;

/** Parses the table: one frame a system call; value types `kernel-time`, `calls` and `errors`. Several tables add up. */
export function parseStraceSummary(
  text: string | Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const builder = new ProfileAssembler(3, context.ownFolders);
  const { pid, tid, threadName, processName } = context;
  const thread = builder.thread(pid, tid, threadName, processName);
  let rows = 0;
  for (const line of splitLines(text)) {
    const found = ROW.exec(line);
    if (found === null || found[4] === 'total') continue;
    const frame = builder.frame(found[4]!, null, 0, 0, 'kernel');
    const stack = builder.stacks.add(NO_STACK, frame);
    const values = [Number(found[1]) * 1000, Number(found[2]), Number(found[3] ?? 0)];
    builder.sample(thread, stack, Number.NaN, ...values);
    rows++;
  }
  if (rows === 0) return fail(unreadable(FORMAT, 'it holds no rows'));
  return succeed(
    builder.finish(
      { format: FORMAT, tool: 'strace' },
      [
        { name: 'kernel-time', unit: 'ms' },
        { name: 'calls', unit: 'count' },
        { name: 'errors', unit: 'count' },
      ],
      [
        'The table has neither stacks nor paths. Time is that in the kernel; with -w it is wall time.',
      ],
    ),
  );
}

/** True where a text holds the table's heading. */
export function recognisesStraceSummary(head: string): boolean {
  return HEADING.test(head);
}
