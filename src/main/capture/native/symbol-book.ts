import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DebugInfo, type DebugFrame, type DebugFunction } from './debug-info';
import { demangleNames } from './demangle';
import { ElfFile } from './elf-file';

/** An address seen in a capture. */
export interface SeenAddress {
  /** Path of the program or library. */
  object: string;
  /** As the capture has it, hexadecimal without 0x. */
  text: string;
  /** Offset in the object's file, or with `linked` the address that the linker gave it. */
  place: number;
  linked?: boolean;
  /** What the capture calls the object, where it is not its path. */
  label?: string;
  isReturn: boolean;
  /** The function that the tool named, readable; null where it did not. */
  name: string | null;
}

interface Opened {
  elf: ElfFile;
  /** Where the debug information is; the file itself mostly. */
  debug: ElfFile;
  info: DebugInfo | null;
  /** Starts of functions where nothing names them; null until asked for. */
  starts: number[] | null;
}

/** A function with its readable name. */
interface NamedFunction {
  name: string;
  file: string | null;
  line: number;
}

/** Where distributions put debug information, by build id. */
const DEBUG_FOLDER = '/usr/lib/debug';

/**
 * Collects the addresses and names of a capture and says, while the programs are at hand, which functions they
 * are: inlined ones, files and lines. Each program's debug information is read once.
 */
export class SymbolBook {
  readonly #addresses = new Map<string, SeenAddress>();
  readonly #names = new Map<string, { object: string; name: string }>();
  readonly #opened = new Map<string, Opened | null>();
  readonly #withoutDebug = new Set<string>();
  readonly #nameless = new Set<string>();
  readonly notes: string[] = [];

  /** Notes an address. */
  seeAddress(seen: SeenAddress): void {
    const key = `${seen.isReturn ? 'r' : 'a'}${seen.label ?? seen.object}\0${seen.text}`;
    if (!this.#addresses.has(key)) this.#addresses.set(key, seen);
  }

  /** Notes a linker's name. */
  seeName(object: string, name: string): void {
    const key = `${object}\0${name}`;
    if (!this.#names.has(key)) this.#names.set(key, { object, name });
  }

  /** The table for the end of the capture; see core/parse/native-symbols for its form. */
  async renderTable(): Promise<string[]> {
    const chains = this.#findChains();
    const byName = this.#findNamed();
    const linkageNames: string[] = [];
    for (const { frames } of chains) {
      for (const frame of frames) {
        if (frame.function.linkageName !== null) linkageNames.push(frame.function.linkageName);
      }
    }
    for (const { name } of byName) linkageNames.push(withoutLevel(name));
    const readable = await demangleNames(linkageNames);

    const lines: string[] = [];
    const numbers = new Map<string, number>();
    const functionLines: string[] = [];
    const numberOf = (found: NamedFunction): number => {
      const key = `${oneLine(found.name)}\t${oneLine(found.file ?? '')}\t${found.line}`;
      let number = numbers.get(key);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(key, number);
        functionLines.push(`# function\t${key}`);
      }
      return number;
    };
    for (const { seen, frames } of chains) {
      const parts = frames.map((frame, index) => {
        const outermost = index === frames.length - 1;
        const name = nameOf(frame.function, readable, outermost ? seen.name : null);
        // A lambda's place is not declared; the line at hand lies in its file.
        const file = frame.function.file ?? frame.file;
        const { line } = frame.function;
        // An inlined function's own file is the one in which the line lies; else the line would be another file's.
        const currentLine = file === null || frame.file === file ? frame.line : 0;
        return `${numberOf({ name, file, line })}:${currentLine}`;
      });
      const kind = seen.isReturn ? 'return' : 'address';
      lines.push(`# ${kind}\t${seen.label ?? seen.object}\t${seen.text}\t${parts.join(' ')}`);
    }
    for (const { object, name, found } of byName) {
      const readableName = cleanName(readable.get(withoutLevel(name)) ?? name);
      const { file, line } = found ?? { file: null, line: 0 };
      if (found === null && readableName === name) continue;
      lines.push(
        `# named\t${object}\t${oneLine(name)}\t${numberOf({ name: readableName, file, line })}`,
      );
    }
    this.#describeGaps();
    return [...functionLines, ...lines];
  }

  #findChains(): { seen: SeenAddress; frames: DebugFrame[] }[] {
    const chains = [];
    for (const seen of this.#addresses.values()) {
      const opened = this.#open(seen.object);
      if (opened === null) continue;
      const start = seen.linked === true ? seen.place : opened.elf.addressOfOffset(seen.place);
      if (opened.info === null) this.#withoutDebug.add(seen.object);
      if (start === null) continue;
      // The instruction before the return address belongs to the call; any byte of it will do.
      const address = seen.isReturn ? start - 1 : start;
      const frames =
        opened.info === null
          ? seen.name === null
            ? namelessFrames(opened, address)
            : null
          : opened.info.framesAt(address);
      if (frames === null) continue;
      if (opened.info === null) this.#nameless.add(seen.object);
      chains.push({ seen, frames });
    }
    return chains;
  }

  #findNamed(): { object: string; name: string; found: DebugFunction | null }[] {
    const addresses = new Map<string, Map<string, number>>();
    const found = [];
    for (const { object, name } of this.#names.values()) {
      const opened = this.#open(object);
      let byName = addresses.get(object);
      if (byName === undefined) {
        byName = new Map([
          ...(opened?.elf.functionAddresses() ?? []),
          ...(opened?.debug.functionAddresses() ?? []),
        ]);
        addresses.set(object, byName);
        if (opened !== null && opened.info === null) this.#withoutDebug.add(object);
      }
      // By its address and not its name: static functions and lambdas have no linker's name in debug information.
      const address = byName.get(withoutLevel(name));
      const frames = address === undefined ? null : (opened?.info?.framesAt(address) ?? null);
      found.push({ object, name, found: frames?.at(-1)?.function ?? null });
    }
    return found;
  }

  #open(object: string): Opened | null {
    const known = this.#opened.get(object);
    if (known !== undefined) return known;
    const elf = object.startsWith('/') ? ElfFile.open(object) : null;
    let opened: Opened | null = null;
    if (elf !== null) {
      const separate = elf.has('.debug_info') ? null : findSeparateDebug(elf);
      const debug = separate ?? elf;
      const info = DebugInfo.read(debug);
      if (info?.problem != null) this.notes.push(info.problem);
      opened = { elf, debug, info, starts: null };
    }
    this.#opened.set(object, opened);
    return opened;
  }

  /** Says what lacks debug information, but for the system's own libraries, where none is expected. */
  #describeGaps(): void {
    for (const object of this.#withoutDebug) {
      if (!object.startsWith('/') || /^\/(usr\/)?lib/.test(object)) continue;
      if (this.#nameless.has(object)) {
        this.notes.push(
          `${object} is stripped: its functions have no names and are shown by their places, such as [${basename(object)}+0x11f0]. Keep its symbols, and compile it with -g.`,
        );
        continue;
      }
      this.notes.push(
        `${object} has no debug information: inlined functions, files and lines are not known. Compile it with -g.`,
      );
    }
  }
}

/** A function of a stripped program, named by the place where it starts. */
function namelessFrames(opened: Opened, address: number): DebugFrame[] | null {
  const starts = (opened.starts ??= opened.elf.functionStarts());
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= address) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return null;
  const name = `[${basename(opened.elf.path)}+0x${starts[low - 1]!.toString(16)}]`;
  const found = { name, linkageName: null, file: null, line: 0 };
  return [{ function: found, inlined: false, file: null, line: 0 }];
}

function nameOf(
  found: DebugFunction,
  readable: ReadonlyMap<string, string>,
  byTool: string | null,
): string {
  if (byTool !== null) return cleanName(byTool);
  const linked = found.linkageName === null ? undefined : readable.get(found.linkageName);
  if (linked !== undefined) return cleanName(linked);
  return found.name === '' ? (found.linkageName ?? '[unknown]') : found.name;
}

/** The same as the parsers do with names that only the tool gave. */
function cleanName(name: string): string {
  return name
    .replace(/@@?[A-Za-z][\w.]*$/, '')
    .replace(/ \[clone [^\]]*\]/g, '')
    .replace(/(\.(part|cold|constprop|isra|lto_priv|localalias|llvm)(\.\d+)*)+$/, '')
    .replace(/'\d+$/, '')
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/\[[0-9a-f]{8,16}\](?=::)/g, '');
}

/** callgrind counts a function that calls itself under a name of its own, `name'2`. */
function withoutLevel(name: string): string {
  return name.replace(/'\d+$/, '');
}

function oneLine(text: string): string {
  return text.replace(/[\t\r\n]/g, ' ');
}

function findSeparateDebug(elf: ElfFile): ElfFile | null {
  const candidates: string[] = [];
  if (elf.buildId !== null && elf.buildId.length > 2) {
    const { buildId } = elf;
    candidates.push(
      join(DEBUG_FOLDER, '.build-id', buildId.slice(0, 2), `${buildId.slice(2)}.debug`),
    );
  }
  const link = elf.read('.gnu_debuglink');
  if (link !== null) {
    const end = link.indexOf(0);
    const name = basename(link.toString('utf8', 0, end < 0 ? link.length : end));
    const folder = dirname(elf.path);
    candidates.push(
      join(folder, name),
      join(folder, '.debug', name),
      join(DEBUG_FOLDER, folder, name),
    );
  }
  for (const path of candidates) {
    const found = path !== elf.path && existsSync(path) ? ElfFile.open(path) : null;
    if (found?.has('.debug_info') === true) return found;
  }
  return null;
}
