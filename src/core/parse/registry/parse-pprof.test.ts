import { PbfWriter } from 'pbf';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../model/profile';
import { parsePprof } from './parse-pprof';

const CONTEXT = { pid: 7, tid: 8, threadName: 'main', processName: 'demo', ownFolders: [] };
const STRINGS = ['', 'samples', 'count', 'cpu', 'nanoseconds', 'outer', 'inner', 'leaf', 'a.go'];

type Fill = (writer: PbfWriter) => void;

function message(writer: PbfWriter, tag: number, fill: Fill): void {
  writer.writeMessage(tag, (_: null, inner: PbfWriter) => fill(inner), null);
}

/** A file with the functions `outer` at location 1, `inner` inlined into it at 2, `leaf` at line 42 of location 3. */
function write(samples: Fill, strings: readonly string[] = []): Uint8Array {
  const writer = new PbfWriter();
  for (const [type, unit] of [
    [1, 2],
    [3, 4],
  ]) {
    message(writer, 1, (each) => {
      each.writeVarintField(1, type!);
      each.writeVarintField(2, unit!);
    });
  }
  samples(writer);
  for (const [id, functions] of [
    [1, [1]],
    [2, [2, 1]],
    [3, [3]],
  ] as const) {
    message(writer, 4, (location) => {
      location.writeVarintField(1, id);
      for (const func of functions) {
        message(location, 4, (line) => {
          line.writeVarintField(1, func);
          line.writeVarintField(2, func * 14);
        });
      }
    });
    message(writer, 5, (func) => {
      func.writeVarintField(1, id);
      func.writeVarintField(2, 4 + id);
      func.writeVarintField(4, 8);
      func.writeVarintField(5, id);
    });
  }
  for (const text of [...STRINGS, ...strings]) writer.writeStringField(6, text);
  return writer.finish();
}

function sample(writer: PbfWriter, places: number[], values: number[], labels?: Fill): void {
  message(writer, 2, (each) => {
    each.writePackedVarint(1, places);
    each.writePackedVarint(2, values);
    labels?.(each);
  });
}

function read(bytes: Uint8Array): Profile {
  const parsed = parsePprof(bytes, CONTEXT);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

/** Each sample as `thread: outermost;…;innermost value…`. */
function draw({ frames, stacks, threads }: Profile): string[] {
  return threads.flatMap(({ name, samples }) =>
    Array.from(samples.stack, (stack, row) => {
      const names: string[] = [];
      for (let place = stack; place >= 0; place = stacks.parent[place]!) {
        names.unshift(frames.name[stacks.frame[place]!]!);
      }
      const values = samples.values.map((column) => column[row]).join(' ');
      return `${name}: ${names.join(';')} ${values}`;
    }),
  );
}

describe('parsePprof', () => {
  it('reads lists of places in every way that protobuf writes them', () => {
    const profile = read(
      write((writer) => {
        sample(writer, [3, 2], [1, 2_000_000]);
        // The same list again, one by one, and in two pieces.
        sample(writer, [3, 2], [1, 2_000_000]);
        message(writer, 2, (each) => {
          each.writeVarintField(1, 3);
          each.writeVarintField(1, 2);
          each.writeVarintField(2, 1);
          each.writeVarintField(2, 2_000_000);
        });
        message(writer, 2, (each) => {
          each.writePackedVarint(1, [3]);
          each.writePackedVarint(2, [1]);
          each.writePackedVarint(1, [2]);
          each.writePackedVarint(2, [2_000_000]);
        });
      }),
    );
    expect(draw(profile)).toEqual(new Array(4).fill('main: outer;inner;leaf 1 2'));
    expect(profile.stacks.length).toBe(3);
  });

  it('charges the line that ran, in the first value', () => {
    const { lines, frames } = read(
      write((writer) => {
        sample(writer, [3, 1], [2, 10]);
        sample(writer, [3], [3, 10]);
        sample(writer, [2], [1, 10]);
      }),
    );
    const costs = Array.from(
      lines!.frame,
      (frame, row) => `${frames.name[frame]}:${lines!.line[row]} ${lines!.value[row]}`,
    );
    expect(costs.sort()).toEqual(['inner:28 1', 'leaf:42 5']);
  });

  it('makes a thread of each set of labels that names one', () => {
    const strings = ['thread', 'tid', 'worker', 'bytes', 'thread id', '12'];
    const base = STRINGS.length;
    const label = (writer: PbfWriter, key: number, field: number, value: number): void =>
      message(writer, 3, (each) => {
        each.writeVarintField(1, base + key);
        each.writeVarintField(field, value);
      });
    const profile = read(
      write((writer) => {
        sample(writer, [1], [1, 0]);
        sample(writer, [3], [2, 0], (each) => {
          label(each, 0, 2, base + 2);
          label(each, 1, 3, 11);
        });
        // A label of something else makes no thread; a number may be given as a text.
        sample(writer, [1], [3, 0], (each) => label(each, 3, 3, 416));
        sample(writer, [3], [4, 0], (each) => label(each, 4, 2, base + 5));
      }, strings),
    );
    expect(profile.threads.map(({ tid, name, pid }) => `${pid} ${tid} ${name}`)).toEqual([
      '7 8 main',
      '7 11 worker',
      '7 12 main',
    ]);
    expect(draw(profile)).toEqual([
      'main: outer 1 0',
      'main: outer 3 0',
      'worker: leaf 2 0',
      'main: leaf 4 0',
    ]);
  });

  it('counts places that are not there, at every sample', () => {
    const profile = read(
      write((writer) => {
        for (let times = 0; times < 3; times++) sample(writer, [9, 1], [1, 1]);
        sample(writer, [], [1, 1]);
        // Fewer values than types: the others are 0, not those of the next sample.
        sample(writer, [1], [5]);
        sample(writer, [1], [7, 7_000_000]);
      }),
    );
    expect(draw(profile).slice(3)).toEqual([
      'main: (no stack) 1 0.000001',
      'main: outer 5 0',
      'main: outer 7 7',
    ]);
    expect(profile.notes).toEqual([
      '3 frames name places that the file does not hold; they are left out.',
    ]);
  });

  it('refuses what contradicts itself', () => {
    const problemOf = (bytes: Uint8Array): string => {
      const parsed = parsePprof(bytes, CONTEXT);
      return parsed.ok ? 'it was read' : parsed.failure.message;
    };
    const sound = write((writer) => sample(writer, [3, 1], [1, 1]));
    expect(problemOf(sound.subarray(0, sound.length - 3))).toContain(
      'beyond the end of its message',
    );
    const overrun = write((writer) => {
      // A list of one byte whose number goes on behind it.
      message(writer, 2, (each) => {
        each.writeBytesField(1, new Uint8Array([0x80]));
        each.writePackedVarint(2, [1]);
      });
    });
    expect(problemOf(overrun)).toContain('beyond the end of its list');
    const types = new PbfWriter();
    for (let type = 0; type < 3000; type++) message(types, 1, () => undefined);
    for (let row = 0; row < 3000; row++) message(types, 2, () => undefined);
    expect(problemOf(types.finish())).toContain('too many for its size');
  });
});
