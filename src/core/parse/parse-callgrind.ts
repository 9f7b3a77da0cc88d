import type { Failure } from '../model/failure';
import { NO_STACK, type CallCounts, type FrameIndex, type Profile } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { frameOfObject, kindOfNative, NativeSymbols } from './native-symbols';
import type { ParseContext } from './parse-context';
import { splitLines } from './split-lines';
import { StackBuilder, type FoundFrame } from './stack-builder';

/** What a callgrind file holds. */
export interface CallgrindProfile {
  /** Exact calls of every function that was not inlined. */
  calls: CallCounts;
  /** Each function's own cost in the file's first event, e.g. `Ir`, instructions; stacks are one frame deep. */
  costs: Profile;
}

/** A function by object, source file and name, as the file tells them apart. */
interface FoundFunction {
  object: string;
  file: string;
  name: string;
  calls: number;
  cost: number;
}

/**
 * Parses the output of callgrind (format 1, see "Callgrind Format Specification" in Valgrind's manual). Several
 * files one after another, as of several processes, are taken together.
 */
export function parseCallgrind(
  text: string | Uint8Array,
  context: ParseContext,
): Result<CallgrindProfile, Failure> {
  const reader = new CallgrindReader(context);
  let number = 0;
  for (const line of splitLines(text)) {
    number++;
    const problem = reader.read(line);
    if (problem !== null) {
      return fail({
        kind: 'file-invalid',
        message: `This is not the output of callgrind: ${problem}.`,
        remedy: 'Make it anew by `valgrind --tool=callgrind COMMAND`.',
        where: `line ${number}`,
      });
    }
  }
  return reader.finish();
}

/** True where a text looks like the output of callgrind. */
export function recognisesCallgrind(head: string): boolean {
  return (
    head.startsWith('# callgrind format') ||
    (/^events:/m.test(head) && /^(positions|creator|fn=|fl=)/m.test(head))
  );
}

/** Names are written once with a number, then by the number: `(12) name`, `(12)`. */
class NameTable {
  readonly #names = new Map<string, string>();

  resolve(text: string): string {
    const found = /^\((\d+)\)(?: (.*))?$/.exec(text);
    if (found === null) return text;
    if (found[2] !== undefined) this.#names.set(found[1]!, found[2]);
    return this.#names.get(found[1]!) ?? '';
  }
}

class CallgrindReader {
  readonly #context: ParseContext;
  readonly #symbols: NativeSymbols;
  readonly #functions = new Map<string, FoundFunction>();
  #objects = new NameTable();
  #files = new NameTable();
  #names = new NameTable();
  #tool: string | null = null;
  #event: string | null = null;
  #positions = 1;
  /** Valgrind writes the totals last; other writers of the format may not. */
  #isWhole = false;
  #object = '';
  #file = '';
  #current: FoundFunction | null = null;
  #calledObject: string | null = null;
  #calledFile: string | null = null;
  #calledName: string | null = null;
  /** The next line of costs is a call's, and belongs to the function called. */
  #afterCall = false;
  #processes = 0;

  constructor(context: ParseContext) {
    this.#context = context;
    this.#symbols = new NativeSymbols(context.ownFolders);
  }

  /** Takes a line in; says what is wrong with it, or null. */
  read(line: string): string | null {
    const first = line.charCodeAt(0);
    // A position: a number, hexadecimal, relative (+, -) or the same as before (*).
    if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 42) {
      return this.#readCosts(line);
    }
    if (line === '' || line.startsWith('#')) {
      this.#symbols.read(line);
      return null;
    }
    const equals = line.indexOf('=');
    const colon = line.indexOf(':');
    if (equals > 0 && (colon < 0 || equals < colon)) {
      return this.#readSpecification(line.slice(0, equals), line.slice(equals + 1).trim());
    }
    if (colon > 0) {
      this.#readHeader(line.slice(0, colon), line.slice(colon + 1).trim());
      return null;
    }
    return `"${line.slice(0, 80)}" is neither a cost, a name nor a header`;
  }

  #readHeader(key: string, value: string): void {
    if (key === 'version' || key === 'creator') {
      // Another process's file follows: its numbers for names start anew.
      if (key === 'creator') this.#tool = value;
      else this.#processes++;
      this.#objects = new NameTable();
      this.#files = new NameTable();
      this.#names = new NameTable();
      this.#current = null;
    } else if (key === 'events') this.#event ??= value.split(/\s+/)[0] ?? null;
    else if (key === 'positions') this.#positions = value.split(/\s+/).length;
    else if (key === 'totals') this.#isWhole = true;
  }

  #readSpecification(key: string, value: string): string | null {
    switch (key) {
      case 'ob':
        this.#object = this.#objects.resolve(value);
        return null;
      case 'fl':
        this.#file = this.#files.resolve(value);
        return null;
      case 'fi':
      case 'fe':
        // Code inlined from another file: it stays the function's own.
        this.#files.resolve(value);
        return null;
      case 'fn':
        this.#current = this.#function(this.#object, this.#file, this.#names.resolve(value));
        return null;
      case 'cob':
        this.#calledObject = this.#objects.resolve(value);
        return null;
      case 'cfi':
      case 'cfl':
        this.#calledFile = this.#files.resolve(value);
        return null;
      case 'cfn':
        this.#calledName = this.#names.resolve(value);
        return null;
      case 'calls': {
        const count = Number.parseInt(value, 10);
        if (!(count >= 0 && count < Infinity)) return `"${value}" is no number of calls`;
        if (this.#calledName === null) return 'calls of a function that has no name';
        const object = this.#calledObject ?? this.#object;
        const called = this.#function(object, this.#calledFile ?? this.#file, this.#calledName);
        called.calls += count;
        this.#calledObject = this.#calledFile = this.#calledName = null;
        this.#afterCall = true;
        return null;
      }
      default:
        // jump, jcnd, and whatever newer versions add.
        return null;
    }
  }

  #function(object: string, file: string, name: string): FoundFunction {
    const key = `${object}\0${name}`;
    let found = this.#functions.get(key);
    if (found === undefined) {
      found = { object, file, name, calls: 0, cost: 0 };
      this.#functions.set(key, found);
    } else if (found.file === '' || found.file === '???') found.file = file;
    return found;
  }

  #readCosts(line: string): string | null {
    if (this.#afterCall) {
      this.#afterCall = false;
      return null;
    }
    if (this.#current === null) return 'a cost that belongs to no function';
    const cost = Number(line.split(' ', this.#positions + 1)[this.#positions] ?? 0);
    if (!Number.isFinite(cost) || cost < 0) return `"${line.slice(0, 80)}" holds no cost`;
    this.#current.cost += cost;
    this.#isWhole = false;
    return null;
  }

  finish(): Result<CallgrindProfile, Failure> {
    if (this.#event === null) {
      return fail({
        kind: 'file-invalid',
        message: 'This callgrind file names no events.',
        remedy: 'The program may have been ended before callgrind could write. Record again.',
      });
    }
    const notes = ['Inlined functions have no calls of their own and are not counted.'];
    if (this.#processes > 1) notes.push(`Calls of ${this.#processes} processes are added up.`);
    if (!this.#isWhole && this.#tool?.startsWith('callgrind') === true) {
      notes.push('The file ends before its totals: it was cut off, and what followed is missing.');
    }
    const builder = new StackBuilder();
    const calls: number[] = [];
    const costs: number[] = [];
    for (const found of this.#functions.values()) {
      const frame: FrameIndex = builder.frame(this.#frameOf(found));
      calls[frame] = (calls[frame] ?? 0) + found.calls;
      costs[frame] = (costs[frame] ?? 0) + found.cost;
    }
    const thread = { pid: 0, tid: 0, name: 'all threads', processName: '' };
    for (const [frame, cost] of costs.entries()) {
      if (cost > 0) builder.sample(thread, builder.stack(NO_STACK, frame), Number.NaN, [cost]);
    }
    const name = this.#event === 'Ir' ? 'instructions' : this.#event;
    const source = { format: 'callgrind', tool: this.#tool };
    return succeed({
      calls: {
        frames: builder.frames(),
        calls: Float64Array.from(calls),
        ...(name === 'instructions'
          ? { instructions: costs.reduce((sum, each) => sum + each, 0) }
          : {}),
        notes,
      },
      costs: builder.finish(source, [{ name, unit: 'count' }], notes),
    });
  }

  #frameOf(found: FoundFunction): FoundFrame {
    const known = this.#symbols.named(found.object, found.name);
    const source = found.file === '' || found.file === '???' ? null : found.file;
    const frame = known ?? frameOfObject(found.name, found.object === '' ? null : found.object);
    if (known !== null && known.line > 0) return known;
    return {
      ...frame,
      // A function without a name is its object's, like in every other capture.
      name: /^0x[0-9a-f]+$/.test(found.name) ? frameOfObject('', found.object).name : frame.name,
      file: source ?? frame.file,
      kind: kindOfNative(source, found.object, this.#context.ownFolders),
    };
  }
}
