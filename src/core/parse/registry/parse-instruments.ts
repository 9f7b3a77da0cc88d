/** What "Deep Copy" in Apple's Instruments puts on the clipboard: a call tree as text, columns with tabs between. */
import type { Failure } from '../../model/failure';
import { NO_STACK, type Profile, type StackIndex, type ValueType } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import type { ParseContext } from '../parse-context';
import { splitLines } from '../split-lines';
import { unreadable } from './content';
import { ProfileAssembler } from './profile-assembler';

const FORMAT = 'Instruments deep copy';

const HEADING = /^(Weight|Running Time|Bytes Used|Self Weight)\t.*Symbol Names?\s*$/;

const UNITS = new Map<string, ValueType & { factor: number }>([
  ['ns', { name: 'cpu', unit: 'ms', factor: 1e-6 }],
  ['µs', { name: 'cpu', unit: 'ms', factor: 1e-3 }],
  ['us', { name: 'cpu', unit: 'ms', factor: 1e-3 }],
  ['ms', { name: 'cpu', unit: 'ms', factor: 1 }],
  ['s', { name: 'cpu', unit: 'ms', factor: 1e3 }],
  ['min', { name: 'cpu', unit: 'ms', factor: 6e4 }],
  ['Bytes', { name: 'allocated', unit: 'bytes', factor: 1 }],
  ['bytes', { name: 'allocated', unit: 'bytes', factor: 1 }],
  ['KB', { name: 'allocated', unit: 'bytes', factor: 1024 }],
  ['MB', { name: 'allocated', unit: 'bytes', factor: 1024 ** 2 }],
  ['GB', { name: 'allocated', unit: 'bytes', factor: 1024 ** 3 }],
  ['c', { name: 'cycles', unit: 'count', factor: 1 }],
  ['kc', { name: 'cycles', unit: 'count', factor: 1e3 }],
  ['Kc', { name: 'cycles', unit: 'count', factor: 1e3 }],
  ['Mc', { name: 'cycles', unit: 'count', factor: 1e6 }],
  ['Gc', { name: 'cycles', unit: 'count', factor: 1e9 }],
]);

const WEIGHT = /^\s*([\d.,]+)\s*([A-Za-zµ]*)/;

/** A line whose callees may follow: what they do not account for is its own. */
interface OpenLine {
  depth: number;
  stack: StackIndex;
  rest: number;
}

/** Parses the text. A line's own weight is its total less its callees', since not every version prints it. */
export function parseInstruments(
  text: string | Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const builder = new ProfileAssembler(1, context.ownFolders);
  const { pid, tid, threadName, processName } = context;
  const thread = builder.thread(pid, tid, threadName, processName);
  const open: OpenLine[] = [];
  let type: (ValueType & { factor: number }) | null = null;
  let number = 0;
  const closeTo = (depth: number): void => {
    while (open.length > 0 && open[open.length - 1]!.depth >= depth) {
      const { stack, rest } = open.pop()!;
      if (rest > 0) builder.sample(thread, stack, Number.NaN, rest);
    }
  };
  for (const line of splitLines(text)) {
    number++;
    const columns = line.split('\t');
    if (line.trim() === '' || HEADING.test(line)) continue;
    const weight = WEIGHT.exec(columns[0] ?? '');
    const label = columns[columns.length - 1] ?? '';
    if (columns.length < 3 || weight === null || label.trim() === '') {
      return fail(unreadable(FORMAT, 'a line has no weight or no symbol', `line ${number}`));
    }
    const unit = UNITS.get(weight[2]!) ?? { name: 'samples', unit: 'count', factor: 1 };
    if (type !== null && type.name !== unit.name) {
      return fail(unreadable(FORMAT, `it mixes ${type.name} and ${unit.name}`, `line ${number}`));
    }
    type = unit;
    const total = Number(weight[1]!.replaceAll(',', '')) * unit.factor;
    const depth = label.length - label.trimStart().length;
    closeTo(depth);
    const above = open[open.length - 1];
    if (above !== undefined) above.rest -= total;
    const stack = builder.stacks.add(above?.stack ?? NO_STACK, builder.frame(label.trim(), null));
    open.push({ depth, stack, rest: total });
  }
  closeTo(0);
  if (type === null) return fail(unreadable(FORMAT, 'it holds no lines'));
  const notes = ['Weights are rounded in this text; a function’s own may be off by that much.'];
  const { name, unit } = type;
  return succeed(builder.finish({ format: FORMAT, tool: 'Instruments' }, [{ name, unit }], notes));
}

/** True where a text begins with the heading of a deep copy. */
export function recognisesInstruments(head: string): boolean {
  return HEADING.test(head.slice(0, Math.max(0, head.indexOf('\n'))).replace(/\r$/, ''));
}
