import type { Failure } from '../model/failure';
import { NO_STACK, type Profile } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import type { ParseContext } from './parse-context';
import { splitLines } from './split-lines';
import { StackBuilder, type FoundFrame } from './stack-builder';

/** `outermost;…;innermost 12`, the text that flame graph scripts read and write. */
const LINE = /^(|.*\S)\s+(\d+(?:\.\d+)?)\s*$/;

/** Parses collapsed (folded) stacks; value type `samples`, whatever was counted. */
export function parseCollapsed(
  text: string | Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const builder = new StackBuilder();
  const { pid, tid, threadName, processName } = context;
  const thread = { pid, tid, name: threadName, processName };
  let number = 0;
  let stacks = 0;
  for (const line of splitLines(text)) {
    number++;
    if (line === '' || line.startsWith('#')) continue;
    const found = LINE.exec(line);
    if (found === null) {
      return fail({
        kind: 'file-invalid',
        message: `"${line.slice(0, 80)}" is no collapsed stack: it does not end in a number.`,
        remedy:
          'Each line has the frames, outermost first, with semicolons between, then a blank and a count.',
        where: `line ${number}`,
      });
    }
    let stack = NO_STACK;
    for (const part of found[1]!.split(';'))
      stack = builder.stack(stack, builder.frame(readFrame(part)));
    builder.sample(thread, stack, Number.NaN, [Number(found[2])]);
    stacks++;
  }
  if (stacks === 0) {
    return fail({
      kind: 'file-invalid',
      message: 'There is no stack in this file.',
      remedy:
        'Make it by a collapsing script, e.g. stackcollapse-perf.pl, from a recording that has samples.',
    });
  }
  return succeed(
    builder.finish({ format: 'collapsed', tool: null }, [{ name: 'samples', unit: 'count' }], []),
  );
}

/** True where every line of a text's head is a collapsed stack; a single line only where it has a semicolon or a place. */
export function recognisesCollapsed(head: string): boolean {
  const lines = head.split('\n').slice(0, 50);
  // The last line may be cut.
  const whole = (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line !== '');
  return (
    whole.length > 0 &&
    // Stacks of one frame have none: a capture without call graph, or a list of calls.
    (whole.length > 1 || /;|\(.+\) \d+$/.test(whole[0]!)) &&
    whole.every((line) => LINE.test(line))
  );
}

/** Suffixes as the collapsing scripts' `--annotate-*` write them: kernel, inlined, compiled at run time. */
function readFrame(text: string): FoundFrame {
  // py-spy writes what it could not read as a line without frames.
  if (text === '') return { name: '(no stack)', file: null, line: 0, kind: 'synthetic' };
  const mark = /_\[([kij])\]$/.exec(text)?.[1];
  const name = mark === undefined ? text : text.slice(0, -4);
  return { name, file: null, line: 0, kind: mark === 'k' ? 'kernel' : 'native' };
}
