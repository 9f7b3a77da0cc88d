import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DebugInfo } from './debug-info';
import { ElfFile } from './elf-file';

const PROGRAMS = resolve(import.meta.dirname, '../../../../fixtures/native-programs');

const missing = ['gcc', 'g++', 'addr2line', 'objcopy'].filter(
  (tool) => spawnSync(tool, ['--version']).error !== undefined,
);
if (missing.length > 0) console.warn(`skipped: ${missing.join(', ')} not installed`);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-dwarf-test-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function compile(source: string, ...options: string[]): string {
  const program = join(folder, `program${options.join('')}`);
  const compiler = source.endsWith('.cpp') ? 'g++' : 'gcc';
  execFileSync(compiler, [...options, '-pthread', '-o', program, join(PROGRAMS, source)]);
  return program;
}

/** Addresses all over the program's code. */
function codeAddresses(elf: ElfFile): number[] {
  const starts = [...elf.functionAddresses()]
    .filter(([name]) => /^(main|_Z|leaf|callLeaves|commit|save|work)/.test(name))
    .map(([, address]) => address);
  return starts.flatMap((start) => Array.from({ length: 60 }, (_, step) => start + step * 3));
}

// LLVM's is right where the binutils' one takes a wrong file (DWARF 5) or names the innermost function wrongly (C++).
const llvm = spawnSync('llvm-addr2line', ['--version']).error === undefined;

/** What another reader says: one (name, file:line) a function, innermost first, for each address. */
function askAddr2line(program: string, addresses: readonly number[]): string[][] {
  const text = execFileSync(
    llvm ? 'llvm-addr2line' : 'addr2line',
    ['-a', '-i', '-f', '-e', program],
    {
      input: addresses.map((address) => `0x${address.toString(16)}\n`).join(''),
      encoding: 'utf8',
    },
  );
  const answers: string[][] = [];
  for (const line of text.trim().split('\n')) {
    if (line.startsWith('0x')) answers.push([]);
    else answers.at(-1)!.push(line.replace(/ \(discriminator \d+\)$/, ''));
  }
  return answers;
}

describe.skipIf(missing.length > 0)('debug information', () => {
  test.each([
    ['leaves.c', ['-O2', '-gdwarf-5']],
    ['leaves.c', ['-O2', '-gdwarf-4']],
    ['sorts.cpp', ['-O3', '-gdwarf-5', '-gz']],
    ['syncs.c', ['-O3', '-g', '-static']],
    ['syncs.c', ['-O2', '-g', '-flto', '-no-pie']],
    ['sorts.cpp', ['-O2', '-gdwarf-5']],
    ['sorts.cpp', ['-O0', '-gdwarf-4']],
  ])('%s %j: functions and lines as another reader gives them', (source, options) => {
    const program = compile(source, ...options);
    if (source.endsWith('.cpp') && !llvm) {
      console.warn('not compared: llvm-addr2line not installed');
      return;
    }
    const elf = ElfFile.open(program)!;
    const info = DebugInfo.read(elf)!;
    const addresses = codeAddresses(elf);
    expect(addresses.length).toBeGreaterThan(100);
    const expected = askAddr2line(program, addresses);
    let compared = 0;
    let inlined = 0;
    for (const [index, address] of addresses.entries()) {
      const frames = info.framesAt(address);
      const answer = expected[index]!;
      if (frames === null || answer.some((line) => /\?|<artificial>/.test(line))) continue;
      compared++;
      if (frames.length > 1) inlined++;
      const places = frames.map((frame) => `${frame.file ?? ''}:${frame.line}`);
      expect(places).toEqual(answer.filter((_, at) => at % 2 === 1));
      // The outermost name is the symbol table's. LLVM leaves namespaces out of names that are not the linker's.
      for (const [at, frame] of frames.slice(0, -1).entries()) {
        const { linkageName, name } = frame.function;
        const other = answer[at * 2]!;
        const same = linkageName === other || name === other || name.endsWith(`::${other}`);
        expect(same ? other : `${linkageName ?? ''} ${name}`).toBe(other);
      }
    }
    expect(compared).toBeGreaterThan(100);
    if (source === 'sorts.cpp' && options[0] === '-O2') expect(inlined).toBeGreaterThan(50);
    expect(info.problem).toBeNull();
  });

  test('is found in a file of its own', () => {
    const program = compile('leaves.c', '-O2', '-g');
    const separate = `${program}.debug`;
    execFileSync('objcopy', ['--only-keep-debug', program, separate]);
    const info = DebugInfo.read(ElfFile.open(separate)!)!;
    const address = ElfFile.open(program)!.functionAddresses().get('leafThree')!;
    const [frame] = info.framesAt(address)!;
    expect(frame!.function).toEqual({
      name: 'leafThree',
      linkageName: null,
      file: join(PROGRAMS, 'leaves.c'),
      line: 13,
    });
  });

  test('that is cut or damaged never throws', () => {
    const program = compile('sorts.cpp', '-O1', '-g');
    const whole = execFileSync('cat', [program], { maxBuffer: 1 << 26 });
    const address = ElfFile.open(program)!.functionAddresses().get('main')!;
    let read = 0;
    for (let round = 1; round <= 40; round++) {
      const damaged = Buffer.from(whole);
      // A fixed sequence of places, so that a failure can be repeated.
      for (let at = round * 997; at < damaged.length; at += 4099 + round * 31) damaged[at]! ^= 0x55;
      const path = join(folder, 'damaged');
      writeFileSync(
        path,
        round % 4 === 0 ? damaged.subarray(0, (damaged.length * round) / 50) : damaged,
      );
      const elf = ElfFile.open(path);
      const info = elf === null ? null : DebugInfo.read(elf);
      info?.framesAt(address);
      if (info !== null) read++;
    }
    expect(read).toBeGreaterThan(5);
  });

  test('of what is no program is none', () => {
    expect(ElfFile.open(import.meta.filename)).toBeNull();
    expect(ElfFile.open(join(folder, 'nothing'))).toBeNull();
    expect(ElfFile.open(folder)).toBeNull();
  });
});
