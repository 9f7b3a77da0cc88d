import { ElfFile } from './elf-file';
import { GoTable } from './go-table';
import { readPerfData, type RawPerfMap, type RawPerfSample } from './read-perf-data';
import type { StackWalker } from './write-perf-script';

/** Where a goroutine's or a thread's stack begins, or goes over to another stack. */
const ENDS =
  /^runtime\.(goexit|mstart|rt0_go|mcall|systemstack|morestack|asmcgocall|sigreturn|sigtramp)/;

/** Stacks deeper than this are circles. */
const MOST_FRAMES = 512;

/** Positions of the stack pointer and the instruction in x86's registers as perf writes them. */
const SP = 7;
const IP = 8;

interface Program {
  elf: ElfFile;
  table: GoTable;
}

/**
 * Walks the stacks of Go programs in a perf.data file by Go's own table. perf itself finds only the innermost function:
 * frame pointers lose the caller of a function that calls nothing, and Go compresses the debug information.
 */
export function openGoWalker(data: string): StackWalker {
  const maps = new Map<number, RawPerfMap[]>();
  const parents = new Map<number, number>();
  readPerfData(data, {
    map: (map) => {
      const known = maps.get(map.pid);
      if (known === undefined) maps.set(map.pid, [map]);
      else known.push(map);
    },
    fork: (pid, parent) => {
      if (pid !== parent) parents.set(pid, parent);
    },
  });
  const programs = new Map<string, Program | null>();
  const programOf = (file: string): Program | null => {
    const known = programs.get(file);
    if (known !== undefined) return known;
    const elf = file.startsWith('/') ? ElfFile.open(file) : null;
    const table = elf === null ? null : GoTable.read(elf);
    const program = elf === null || table === null ? null : { elf, table };
    programs.set(file, program);
    return program;
  };
  // A child that has not loaded another program has its parent's maps.
  const mapAt = (pid: number, address: bigint): RawPerfMap | null => {
    for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) {
      const found = maps
        .get(at)
        ?.findLast((map) => address >= map.address && address < map.address + map.size);
      if (found !== undefined) return found;
    }
    return null;
  };
  const walk = (sample: RawPerfSample): string[] | null => {
    const lines: string[] = [];
    let address = sample.registers[IP];
    let depth = 0;
    while (address !== undefined && lines.length < MOST_FRAMES) {
      const map = mapAt(sample.pid, address);
      const program = map === null ? null : programOf(map.file);
      if (map === null || program === null) break;
      const offset = Number(address - map.address + map.offset);
      // A return address may stand behind the last instruction of its function.
      const linked = program.elf.addressOfOffset(offset - (lines.length === 0 ? 0 : 1));
      const place = linked === null ? null : program.table.at(linked);
      if (place === null) break;
      lines.push(
        `\t${offset.toString(16).padStart(16)} ${place.name}+0x${place.offset.toString(16)} (${map.file})`,
      );
      depth += place.frameBytes;
      if (ENDS.test(place.name) || depth + 8 > sample.stack.length) break;
      address = sample.stack.readBigUInt64LE(depth);
      depth += 8;
    }
    return lines.length === 0 ? null : lines;
  };
  const stacks = new Map<string, readonly string[]>();
  readPerfData(data, {
    sample: (sample) => {
      const lines = sample.registers[SP] === undefined ? null : walk(sample);
      if (lines !== null) stacks.set(keyOf(sample.tid, timeText(sample.time)), lines);
    },
  });
  return (tid, seconds) => stacks.get(keyOf(tid, seconds)) ?? null;
}

function keyOf(tid: number, seconds: string): string {
  return `${tid} ${seconds}`;
}

/** As perf writes it: whole microseconds, cut. */
function timeText(nanoseconds: bigint): string {
  const micros = (nanoseconds / 1000n) % 1_000_000n;
  return `${nanoseconds / 1_000_000_000n}.${micros.toString().padStart(6, '0')}`;
}
