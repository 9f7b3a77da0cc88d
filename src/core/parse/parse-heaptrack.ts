import type { Failure } from '../model/failure';
import { NO_STACK, type Profile, type StackIndex, type ValueType } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { frameOfObject, kindOfNative, NativeSymbols, shortenFunctionName } from './native-symbols';
import type { ParseContext } from './parse-context';
import { splitLines } from './split-lines';
import { StackBuilder, type FoundFrame } from './stack-builder';

/** Columns of an allocation profile: sums over the run; `peak` is what was live when most was. */
export const ALLOCATION_VALUES: readonly ValueType[] = [
  { name: 'allocated', unit: 'bytes' },
  { name: 'objects', unit: 'count' },
  { name: 'peak', unit: 'bytes' },
  { name: 'leaked', unit: 'bytes' },
  { name: 'temporary', unit: 'count' },
];

/** An instruction: where it is, and the functions there, innermost first. */
interface Instruction {
  address: string;
  module: number;
  functions: { name: number; file: number; line: number }[];
}

/** One size at one call path. */
interface AllocationInfo {
  size: number;
  trace: number;
  count: number;
  live: number;
  liveAtPeak: number;
  temporary: number;
}

/** libstdc++ keeps this much for exceptions; heaptrack brings that library along also where the program has none. */
const EMERGENCY_POOL_BYTES = [72_704, 73_728];

/**
 * Parses what `heaptrack_interpret` writes (format 1 to 3, heaptrack 1.2 to 1.5; source: its
 * accumulatedtracedata.cpp). One sample for each size at each call path, so that sizes can be told apart.
 * Temporary: freed before anything else was allocated, by heaptrack's own definition.
 */
export function parseHeaptrack(
  text: string | Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const reader = new HeaptrackReader(context);
  let number = 0;
  for (const line of splitLines(text)) {
    number++;
    const problem = reader.read(line, number);
    if (problem !== null) {
      return fail({
        kind: 'file-invalid',
        message: `This is not a heaptrack file that can be read: ${problem}.`,
        remedy: 'Decompress it first (zstd -d or gunzip); make it by heaptrack 1.2 or newer.',
        where: `line ${number}`,
      });
    }
  }
  // What was live at the peak is known only once the peak is.
  number = 0;
  for (const line of splitLines(text)) {
    number++;
    if (number > reader.peakLine) break;
    reader.replay(line);
  }
  return succeed(reader.finish());
}

/** True where a text looks like a heaptrack file. */
export function recognisesHeaptrack(head: string): boolean {
  return /^v [0-9a-f]+ [0-9a-f]+\n/.test(head);
}

class HeaptrackReader {
  readonly #context: ParseContext;
  readonly #symbols: NativeSymbols;
  readonly #strings: string[] = [''];
  readonly #instructions: (Instruction | null)[] = [null];
  /** Instruction and parent of each trace; trace 0 is the empty one. */
  readonly #traceInstruction: number[] = [0];
  readonly #traceParent: number[] = [0];
  readonly #infos: AllocationInfo[] = [];
  #version: number | null = null;
  #last = -1;
  #liveBytes = 0;
  #peakBytes = 0;
  #command: string | null = null;
  /** heaptrack_interpret ends with the numbers of its tables. */
  #isWhole = false;
  peakLine = 0;

  constructor(context: ParseContext) {
    this.#context = context;
    this.#symbols = new NativeSymbols(context.ownFolders);
  }

  /** Takes a line in; says what is wrong with it, or null. */
  read(line: string, number: number): string | null {
    const kind = line.charCodeAt(0);
    if (kind === PLUS || kind === MINUS) {
      const index = Number.parseInt(line.slice(2), 16);
      const info = this.#infos[index];
      if (info === undefined) return `"${line.slice(0, 40)}" speaks of an unknown allocation`;
      if (kind === PLUS) {
        info.count++;
        info.live++;
        this.#last = index;
        this.#liveBytes += info.size;
        if (this.#liveBytes > this.#peakBytes) {
          this.#peakBytes = this.#liveBytes;
          this.peakLine = number;
        }
      } else {
        info.live--;
        this.#liveBytes -= info.size;
        if (this.#last === index) info.temporary++;
        this.#last = -1;
      }
      return null;
    }
    if (line === '') return null;
    if (line.startsWith('#')) {
      if (line.startsWith('# ips:')) this.#isWhole = true;
      this.#symbols.read(line);
      return null;
    }
    if (this.#version === null) {
      const found = /^v ([0-9a-f]+) ([0-9a-f]+)/.exec(line);
      if (found === null) return 'it does not start with its version';
      this.#version = Number.parseInt(found[2]!, 16);
      return this.#version > 3 ? `its format is ${this.#version}, newer than 3` : null;
    }
    return this.#readTable(line);
  }

  #readTable(line: string): string | null {
    const rest = line.slice(2);
    switch (line[0]) {
      case 's': {
        // Format 3 puts the length before the text.
        this.#strings.push(this.#version === 3 ? rest.slice(rest.indexOf(' ') + 1) : rest);
        return null;
      }
      case 'i': {
        const [address, ...numbers] = rest.split(' ');
        const [module = 0, ...places] = numbers.map((part) => Number.parseInt(part, 16));
        const functions: Instruction['functions'] = [];
        // A function without a file has its name alone.
        for (let at = 0; at < places.length; at += 3) {
          const [name = 0, file = 0, of = 0] = places.slice(at, at + 3);
          functions.push({ name, file, line: of });
        }
        this.#instructions.push({ address: address ?? '', module, functions });
        return null;
      }
      case 't': {
        const [instruction = Number.NaN, parent = Number.NaN] = hexNumbers(rest);
        if (this.#instructions[instruction] == null || this.#traceParent[parent] === undefined) {
          return `"${line.slice(0, 40)}" speaks of an unknown instruction or trace`;
        }
        this.#traceInstruction.push(instruction);
        this.#traceParent.push(parent);
        return null;
      }
      case 'a': {
        const [size = Number.NaN, trace = Number.NaN] = hexNumbers(rest);
        if (Number.isNaN(size) || this.#traceParent[trace] === undefined) {
          return `"${line.slice(0, 40)}" speaks of an unknown trace`;
        }
        this.#infos.push({ size, trace, count: 0, live: 0, liveAtPeak: 0, temporary: 0 });
        return null;
      }
      case 'X':
        this.#command = rest;
        return null;
      default:
        // Clock, memory of the process, system, suppressions: not needed.
        return /^[a-zA-Z] /.test(line) || line === 'A' ? null : `"${line.slice(0, 40)}" is unknown`;
    }
  }

  /** Follows the lines up to the peak once more. */
  replay(line: string): void {
    const kind = line.charCodeAt(0);
    if (kind !== PLUS && kind !== MINUS) return;
    const info = this.#infos[Number.parseInt(line.slice(2), 16)];
    if (info !== undefined) info.liveAtPeak += kind === PLUS ? 1 : -1;
  }

  finish(): Profile {
    const builder = new StackBuilder();
    const stacks: StackIndex[] = [NO_STACK];
    for (let trace = 1; trace < this.#traceParent.length; trace++) {
      let stack = stacks[this.#traceParent[trace]!]!;
      const functions = this.#functionsAt(this.#instructions[this.#traceInstruction[trace]!]!);
      for (let at = functions.length - 1; at >= 0; at--) {
        stack = builder.stack(stack, builder.frame(functions[at]!));
      }
      stacks.push(stack);
    }
    const { pid, tid, threadName, processName } = this.#context;
    const command = this.#command?.split(' ')[0] ?? processName;
    const thread = { pid, tid, name: threadName, processName: command };
    let pool = 0;
    for (const info of this.#infos) {
      if (info.count === 0) continue;
      if (this.#isEmergencyPool(info)) {
        pool += info.size * info.count;
        continue;
      }
      const stack =
        info.trace === 0
          ? builder.stack(NO_STACK, builder.frame(frameOfObject('', null)))
          : stacks[info.trace]!;
      const { size } = info;
      builder.sample(thread, stack, Number.NaN, [
        size * info.count,
        info.count,
        size * Math.max(0, info.liveAtPeak),
        size * Math.max(0, info.live),
        info.temporary,
      ]);
    }
    const notes: string[] = [];
    if (!this.#isWhole) {
      notes.push(
        'The file ends before its last lines: it was cut off, and what followed is missing.',
      );
    }
    if (pool > 0) {
      notes.push(
        `The C++ library's emergency pool of ${pool} bytes is left out: heaptrack brings it along.`,
      );
    }
    return builder.finish({ format: 'heaptrack', tool: null }, ALLOCATION_VALUES, notes);
  }

  /** Functions at an instruction, innermost first. */
  #functionsAt(instruction: Instruction | null): readonly FoundFrame[] {
    if (instruction === null) return [];
    const module = this.#strings[instruction.module] ?? '';
    const known = this.#symbols.at(module, instruction.address, false);
    if (known !== null) return known.map((found) => ({ ...found }));
    const found = instruction.functions.map((one): FoundFrame => {
      const source = one.file === 0 ? null : (this.#strings[one.file] ?? null);
      return {
        name: shortenFunctionName(this.#strings[one.name] ?? ''),
        file: source ?? module,
        line: 0,
        kind: kindOfNative(source, module, this.#context.ownFolders),
      };
    });
    return found.length > 0 ? found : [frameOfObject('', module)];
  }

  #isEmergencyPool(info: AllocationInfo): boolean {
    if (!EMERGENCY_POOL_BYTES.includes(info.size) || info.count > 1 || info.trace === 0)
      return false;
    const instruction = this.#instructions[this.#traceInstruction[info.trace]!];
    return /\/libstdc\+\+\.so/.test(this.#strings[instruction?.module ?? 0] ?? '');
  }
}

const PLUS = 43;
const MINUS = 45;

function hexNumbers(text: string): number[] {
  return text.split(' ').map((part) => Number.parseInt(part, 16));
}
