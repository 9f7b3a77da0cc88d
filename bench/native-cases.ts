import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Instrument, TargetKind } from '../src/core/model/instrument';
import type { PassOptions } from '../src/main/capture/mechanism';

/** Programs of the fixtures, compiled as people compile them. */
const NATIVE = resolve(process.cwd(), 'fixtures/native-programs');
const NODE_PROGRAMS = resolve(process.cwd(), 'fixtures/programs/node');

/** Two million small objects, a tenth of them alive at a time. */
const OBJECTS = `#include <stdlib.h>
static void *kept[200000];
__attribute__((noinline)) void *make(int size) { return malloc(size); }
int main(void) {
  for (int i = 0; i < 2000000; i++) {
    int at = i % 200000;
    free(kept[at]);
    kept[at] = make(16 + i % 100);
    for (int j = 0; j < 100; j++) ((volatile char *)kept[at])[j % 16] = j;
  }
  return 0;
}`;

/** A program, the capture of it, and other ways to the same answer. */
export interface CaptureCase {
  title: string;
  instrument: Instrument;
  target: TargetKind;
  command: string[];
  options?: PassOptions;
  /** Other ways to the same question: a command around or instead of the bare one. */
  peers: {
    name: string;
    tool: string;
    command: string[];
    environment?: Record<string, string>;
    slow?: boolean;
  }[];
  /** Highest ratio of wall time that the product promises; null for none. */
  goal: number | null;
}

/** Paths of the compiled programs. */
export interface NativePrograms {
  sorts: string;
  leaves: string;
  syncs: string;
  waits: string;
  objects: string;
}

/** Null without a compiler. */
export function compileAll(folder: string): NativePrograms | null {
  const compile = (source: string, compiler: string): string => {
    const program = join(folder, source.replace(/.*\/|\..*$/g, ''));
    execFileSync(compiler, ['-O2', '-g', '-pthread', '-o', program, source]);
    return program;
  };
  writeFileSync(join(folder, 'objects.c'), OBJECTS);
  try {
    return {
      sorts: compile(join(NATIVE, 'sorts.cpp'), 'g++'),
      leaves: compile(join(NATIVE, 'leaves.c'), 'gcc'),
      syncs: compile(join(NATIVE, 'syncs.c'), 'gcc'),
      waits: compile(join(NATIVE, 'waits.c'), 'gcc'),
      objects: compile(join(folder, 'objects.c'), 'gcc'),
    };
  } catch (error) {
    console.error(`Native programs are left out: ${error instanceof Error ? error.message : ''}`);
    return null;
  }
}

/** Wall time of Touchstone's perf passes is the target's own, without perf's start of 0.1 to 0.2 s; its CPU time has it. */
export function listNativeCases(
  native: NativePrograms | null,
  node: string,
  folder: string,
): CaptureCase[] {
  const perf = (graph: string): string[] => [
    ...['perf', 'record', '-q', '-F', '999', '--call-graph', graph, '-o', 'peer.perf', '--'],
  ];
  const mixed: CaptureCase = {
    title: 'Node, zlib, a cipher and a loop, native functions in its stacks',
    instrument: 'cpu',
    target: 'node',
    command: [node, join(NODE_PROGRAMS, 'native-shares.cjs'), '400'],
    options: { nativeStacks: true },
    goal: 1.2,
    peers: [
      {
        name: '`perf record -F 999 -g node --perf-basic-prof`',
        tool: 'perf',
        command: [
          ...perf('fp'),
          ...[node, '--perf-basic-prof', join(NODE_PROGRAMS, 'native-shares.cjs'), '400'],
        ],
      },
    ],
  };
  if (native === null) return [mixed];
  const sorts = [native.sorts, '300'];
  const syncs = [native.syncs, join(folder, 'data'), 'plain', '300'];
  const leaves = [native.leaves, '3000'];
  return [
    {
      title: 'C++, sorting and inlined helpers',
      instrument: 'cpu',
      target: 'native',
      command: sorts,
      goal: 1.2,
      peers: [
        { name: '`perf record -F 999 -g`', tool: 'perf', command: [...perf('fp'), ...sorts] },
        {
          name: '`perf record -F 999 --call-graph dwarf`',
          tool: 'perf',
          command: [...perf('dwarf'), ...sorts],
        },
      ],
    },
    mixed,
    {
      title: 'C, 20 sleeps and polls',
      instrument: 'waits',
      target: 'native',
      command: [native.waits, '10'],
      goal: null,
      peers: [],
    },
    {
      title: 'C, 300 fsyncs',
      instrument: 'stacks',
      target: 'native',
      command: syncs,
      goal: null,
      peers: [
        {
          name: '`strace -f -k -e trace=fsync`',
          tool: 'strace',
          command: ['strace', '-f', '-k', '-e', 'trace=fsync', '-o', 'peer.txt', ...syncs],
        },
      ],
    },
    {
      title: 'C, two million allocations',
      instrument: 'alloc',
      target: 'native',
      command: [native.objects],
      goal: null,
      peers: [
        {
          name: '`heaptrack`',
          tool: 'heaptrack',
          command: ['heaptrack', '-o', join(folder, 'peer'), native.objects],
        },
      ],
    },
    {
      title: 'C, calls of three leaf functions',
      instrument: 'calls',
      target: 'native',
      command: leaves,
      goal: null,
      peers: [
        {
          name: '`valgrind --tool=callgrind`',
          tool: 'valgrind',
          command: [
            ...['valgrind', '-q', '--tool=callgrind', '--callgrind-out-file=peer.callgrind'],
            ...leaves,
          ],
        },
      ],
    },
  ];
}
