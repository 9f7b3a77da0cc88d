/** What `node --prof-process --preprocess` writes of the log of `node --prof`: the input of V8's own log viewers. */
import type { Failure } from '../../model/failure';
import { NO_STACK, type FrameIndex, type FrameKind, type Profile } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import { fileOfUrl, type ParseContext } from '../parse-context';
import { isObject, numberOr, textOr } from '../read-json';
import { unreadable } from './content';
import { ProfileAssembler } from './profile-assembler';
import { listOf, numbersOf, readJsonFile } from './read-json-file';

const FORMAT = 'V8 log';

/** `name file:line:column`; the name of an anonymous function is empty. */
const SCRIPT = /^(.*?) ?(\S+):(\d+):(\d+)$/;

/** V8's state when the tick came (src/common/globals.h, StateTag) where it is no function of the stack. */
const STATES = new Map<number, { name: string; kind: FrameKind }>([
  [1, { name: '(garbage collector)', kind: 'gc' }],
  [8, { name: '(idle)', kind: 'idle' }],
]);

/** Parses a preprocessed log; value type `samples`, one a tick. */
export function parseV8Log(bytes: Uint8Array, context: ParseContext): Result<Profile, Failure> {
  const read = readJsonFile(bytes, FORMAT);
  if (!read.ok) return read;
  const file = read.value;
  if (!isObject(file) || !Array.isArray(file['code']) || !Array.isArray(file['ticks'])) {
    return fail(unreadable(FORMAT, 'it has no code or no ticks', 'ticks'));
  }
  const code: unknown[] = file['code'];
  const builder = new ProfileAssembler(1, context.ownFolders);
  const frames = new Map<number, FrameIndex>();
  const frameOf = (index: number): FrameIndex | null => {
    const known = frames.get(index);
    if (known !== undefined) return known;
    const entry = code[index];
    if (!isObject(entry)) return null;
    const frame = addFrame(textOr(entry['name'], ''), textOr(entry['type'], ''), builder);
    frames.set(index, frame);
    return frame;
  };
  const { pid, tid, threadName, processName } = context;
  const thread = builder.thread(pid, tid, threadName, processName);
  const unknown = builder.frame('(unknown)', null, 0, 0, 'synthetic');
  let nameless = 0;
  for (const [row, tick] of file['ticks'].entries()) {
    const places = isObject(tick) ? numbersOf(tick['s']) : null;
    if (!isObject(tick) || places === null) {
      return fail(unreadable(FORMAT, 'a tick has no stack', `ticks[${row}]`));
    }
    let stack = NO_STACK;
    // Pairs of code and offset, innermost first.
    for (let at = (places.length >> 1) * 2 - 2; at >= 0; at -= 2) {
      const frame = frameOf(places[at]!);
      if (frame !== null) stack = builder.stacks.add(stack, frame);
      else if (at === 0) {
        nameless++;
        stack = builder.stacks.add(stack, unknown);
      }
    }
    const state = STATES.get(numberOr(tick['vm'], -1));
    if (state !== undefined) {
      // Idle is no callee of the function that happens to lie on the stack: other formats have it at the root.
      const below = state.kind === 'idle' ? NO_STACK : stack;
      stack = builder.stacks.add(below, builder.frame(state.name, null, 0, 0, state.kind));
    }
    builder.sample(thread, stack, numberOr(tick['tm'], Number.NaN) / 1000, 1);
  }
  const notes: string[] = [];
  if (nameless > 0) {
    notes.push(
      `${nameless} of ${listOf(file['ticks']).length} ticks fell into code without a name; they are shown as (unknown).`,
    );
  }
  return succeed(
    builder.finish({ format: FORMAT, tool: 'V8' }, [{ name: 'samples', unit: 'count' }], notes),
  );
}

function addFrame(name: string, type: string, builder: ProfileAssembler): FrameIndex {
  const found = type === 'JS' ? SCRIPT.exec(name) : null;
  if (found !== null) {
    const [, called = '', url = '', line = '0', column = '0'] = found;
    return builder.frame(called, fileOfUrl(url), Number(line), Number(column));
  }
  const kind: FrameKind = type === 'SHARED_LIB' || type === 'CPP' ? 'native' : 'runtime';
  return builder.frame(name, null, 0, 0, kind);
}
