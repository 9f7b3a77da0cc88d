/** The text of `node --prof-process`: its bottom-up profile, the only part that has stacks. */
import type { Failure } from '../../model/failure';
import { NO_STACK, type FrameIndex, type Profile } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import { fileOfUrl, type ParseContext } from '../parse-context';
import { splitLines } from '../split-lines';
import { unreadable } from './content';
import { ProfileAssembler } from './profile-assembler';

const FORMAT = 'V8 profile summary';

const HEADING = /^Statistical profiling result from .*, \((\d+) ticks/;
const ROW = /^( +)(\d+) +(\d+(?:\.\d+)?)%(  +)(\S.*)$/;
const JS_NAME =
  /^(?:JS|Function|LazyCompile|Script|RegExp|Eval): [*~^+]?(.*?)(?: (\S+):(\d+):(\d+))?$/;

/** An open row of the tree: its ticks less those of the callers below it are of the stack that ends with it. */
interface OpenRow {
  depth: number;
  frame: FrameIndex;
  rest: number;
}

/** Parses the summary; value type `samples`. Callers below 1 % are not in the text: their ticks end at the callee. */
export function parseV8Summary(
  text: string | Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const builder = new ProfileAssembler(1, context.ownFolders);
  const { pid, tid, threadName, processName } = context;
  const thread = builder.thread(pid, tid, threadName, processName);
  const open: OpenRow[] = [];
  let ticks: number | null = null;
  let bottomUp = false;
  let shown = 0;
  const closeTo = (depth: number): void => {
    while (open.length > 0 && open[open.length - 1]!.depth >= depth) {
      const row = open[open.length - 1]!;
      // The innermost function stands first: the outermost is the row itself.
      if (row.rest > 0) {
        const stack = builder.stacks.addAll(open.map(({ frame }) => frame).reverse());
        builder.sample(thread, stack, Number.NaN, row.rest);
        shown += row.rest;
      }
      open.pop();
    }
  };
  for (const line of splitLines(text)) {
    ticks ??= readTicks(line);
    if (line.startsWith(' [')) bottomUp = line.startsWith(' [Bottom up');
    const found = bottomUp ? ROW.exec(line) : null;
    if (found === null) continue;
    const count = Number(found[2]);
    // Two blanks stand before a name, and two more for each caller.
    const depth = Math.max(0, (found[4]!.length - 2) >> 1);
    closeTo(depth);
    const above = open[open.length - 1];
    if (above !== undefined) above.rest -= count;
    open.push({ depth, frame: addFrame(found[5]!, builder), rest: count });
  }
  closeTo(0);
  if (ticks === null || shown === 0) {
    return fail(unreadable(FORMAT, 'it has no bottom-up profile'));
  }
  const rest = ticks - shown;
  if (rest > 0) {
    const frame = builder.frame('(not in the bottom-up profile)', null, 0, 0, 'synthetic');
    builder.sample(thread, builder.stacks.add(NO_STACK, frame), Number.NaN, rest);
  }
  return succeed(
    builder.finish(
      { format: FORMAT, tool: 'V8' },
      [{ name: 'samples', unit: 'count' }],
      [
        'Callers below 1 % and calls deeper than 5 are not in this text. `node --prof-process --preprocess` keeps them.',
      ],
    ),
  );
}

/** True where a text begins as the summary does. */
export function recognisesV8Summary(head: string): boolean {
  return HEADING.test(head.trimStart());
}

function readTicks(line: string): number | null {
  const found = HEADING.exec(line);
  return found === null ? null : Number(found[1]);
}

function addFrame(name: string, builder: ProfileAssembler): FrameIndex {
  const found = JS_NAME.exec(name);
  if (found === null)
    return builder.frame(name, null, 0, 0, name === 'UNKNOWN' ? 'synthetic' : 'native');
  const [, called = '', url, line = '0', column = '0'] = found;
  return url === undefined
    ? builder.frame(called, null, 0, 0, 'runtime')
    : builder.frame(called, fileOfUrl(url), Number(line), Number(column));
}
