/** The table that `strace -c` prints: how often each system call was made, and how long it took. */
import type { Failure } from '../../model/failure';
import { NO_STACK, type Profile } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import type { ParseContext } from '../parse-context';
import { splitLines } from '../split-lines';
import { recognisesStrace } from '../strace-line';
import { unreadable } from './content';
import { ProfileAssembler } from './profile-assembler';

const FORMAT = 'strace -c';

/** Columns in any order and choice, as `strace -c -U` writes them; `syscall` among them. */
const HEADING =
  /^(?=.*\bsyscall\b)(?=.*\b(?:seconds|calls)\b) *(?:(?:% time|seconds|shortest|longest|usecs\/call|calls|errors|syscall)\s*)+\n-[- ]+$/m;
const RULE = /^-[- ]+$/;
const COLUMN = /% time|seconds|shortest|longest|usecs\/call|calls|errors|syscall/g;

/** Parses the table: one frame a system call; value types `kernel-time`, `calls` and `errors`. Several tables add up. */
export function parseStraceSummary(
  text: string | Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const builder = new ProfileAssembler(3, context.ownFolders);
  const { pid, tid, threadName, processName } = context;
  const thread = builder.thread(pid, tid, threadName, processName);
  let rows = 0;
  let totals = 0;
  let columns: string[] = [];
  let before = '';
  for (const line of splitLines(text)) {
    if (RULE.test(line) && HEADING.test(`${before}\n${line}`)) {
      columns = [...before.matchAll(COLUMN)].map(([name]) => name);
    }
    before = line;
    const found = readRow(line, columns);
    if (found?.name === 'total') totals++;
    if (found === null || found.name === 'total') continue;
    const frame = builder.frame(found.name, null, 0, 0, 'kernel');
    const stack = builder.stacks.add(NO_STACK, frame);
    builder.sample(thread, stack, Number.NaN, found.seconds * 1000, found.calls, found.errors);
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
        ...(totals === 0
          ? [
              'The table lacks its last line, the totals: it was cut off, and what followed is missing.',
            ]
          : []),
      ],
    ),
  );
}

interface Row {
  name: string;
  seconds: number;
  calls: number;
  errors: number;
}

/** A line of the table; null for any other. Where no call failed the column of errors is blank. */
function readRow(line: string, columns: readonly string[]): Row | null {
  const words = line.trim().split(/\s+/);
  const missing = columns.length - words.length;
  const present = missing === 1 ? columns.filter((name) => name !== 'errors') : columns;
  if (present.length !== words.length || present.length === 0) return null;
  const row: Row = { name: '', seconds: 0, calls: 0, errors: 0 };
  for (const [at, column] of present.entries()) {
    const word = words[at]!;
    if (column === 'syscall') {
      if (!/^[a-z_][a-z0-9_]*$/.test(word)) return null;
      row.name = word;
      continue;
    }
    if (!/^\d+(?:\.\d+)?$/.test(word)) return null;
    if (column === 'seconds' || column === 'calls' || column === 'errors') {
      row[column] = Number(word);
    }
  }
  return row;
}

/** True where a text holds the table's heading, and no trace before it as with -C. */
export function recognisesStraceSummary(head: string): boolean {
  const found = HEADING.exec(head);
  return found !== null && !recognisesStrace(head.slice(0, found.index));
}
