import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../model/profile';
import { parseFile } from './parse-file';

const FIXTURES = resolve(import.meta.dirname, '../../../../fixtures');
const CONTEXT = { pid: 1, tid: 1, threadName: 'main', processName: 'demo', ownFolders: [] };

function parse(value: unknown) {
  const bytes =
    value instanceof Uint8Array
      ? value
      : new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
  return parseFile(bytes, CONTEXT);
}

function profileOf(value: unknown): Profile {
  const parsed = parse(value);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  if (parsed.value.content.kind !== 'profile') throw new Error('no profile');
  return parsed.value.content.profile;
}

function failureOf(value: unknown): string {
  const parsed = parse(value);
  if (parsed.ok) throw new Error('it was read');
  const { message, where } = parsed.failure;
  return where === undefined ? message : `${message} [${where}]`;
}

/** Each sample as `outermost;…;innermost value…`. */
function draw({ frames, stacks, threads }: Profile): string[] {
  return threads.flatMap(({ samples }) =>
    Array.from(samples.stack, (stack, row) => {
      const names: string[] = [];
      for (let place = stack; place >= 0; place = stacks.parent[place]!) {
        names.unshift(frames.name[stacks.frame[place]!]!);
      }
      return `${names.join(';')} ${samples.values.map((column) => column[row]).join(' ')}`;
    }),
  );
}

const schema = 'https://www.speedscope.app/file-format-schema.json';
const speedscope = (
  profile: object,
  frames: object[] = [{ name: 'a' }, { name: '__proto__' }],
) => ({
  $schema: schema,
  shared: { frames },
  profiles: [{ name: 'x', unit: 'milliseconds', startValue: 0, endValue: 9, ...profile }],
});

describe('a file that is not sound', () => {
  // Found by fuzzing: times of 1e999 gave samples that cost infinitely much.
  it.each([
    '"startTime":0,"endTime":9,"samples":[1,1],"timeDeltas":[0,1e999]',
    '"startTime":0,"endTime":9,"samples":[1,1],"timeDeltas":[0,-1e999]',
    '"startTime":0,"endTime":9,"samples":[1,1,1],"timeDeltas":[0,1e308,1e308]',
  ])('takes no CPU profile with %s', (times) => {
    const node = '{"id":1,"callFrame":{"functionName":"f","url":"","lineNumber":0}}';
    expect(failureOf(`{"nodes":[${node}],${times}}`)).toMatch(/timeDeltas/);
  });

  // Found by fuzzing: a number of bytes of -1 was a cost.
  it('counts a value below nothing as nothing, and says so', () => {
    const point = { tb: -1, tbk: 2, gb: 3, eb: 0, fs: [0] };
    const profile = profileOf({
      dhatFileVersion: 2,
      mode: 'heap',
      ftbl: ['0x10: f (a.c:1)'],
      pps: [point],
    });
    expect(draw(profile)).toEqual(['f 0 2 3 0']);
    expect(profile.notes).toContain('1 values are negative or no numbers and count as 0.');
  });

  // Found by fuzzing: a function with -88 calls.
  it.each(['-1', 'x', '9'.repeat(400)])('takes no callgrind file with calls=%s', (calls) => {
    const text = `# callgrind format\nevents: Ir\nfn=(1) main\n1 5\ncfn=(2) leaf\ncalls=${calls} 2\n1 7\n`;
    expect(failureOf(text)).toMatch(/no number of calls.*\[line 6\]/);
  });

  it('says what it begins with when the format is not known', () => {
    expect(failureOf('hello world, nothing here')).toContain('"hello world, not"');
    expect(failureOf(Uint8Array.of(0, 1, 2, 3))).toContain('00 01 02 03');
    expect(failureOf('')).toBe('The file is empty.');
  });

  it('names the byte, the member or the line, and the format tried', () => {
    expect(failureOf('{"nodes":[{"id":1,"callFrame":{"functionName":"a" "url":""}}]}')).toBe(
      'Read as V8 CPU profile: This cpuprofile file cannot be read: an object lacks its comma. [byte 50]',
    );
    expect(
      failureOf(speedscope({ type: 'sampled', samples: [[0], [7]], weights: [1, 1] })),
    ).toContain('[profiles[0].samples[1][0]]');
    expect(failureOf(speedscope({ type: 'sampled', samples: [[0]], weights: [1, 2] }))).toContain(
      '2 weights do not go with 1 samples',
    );
    expect(failureOf('a;b 1\nc;d x\n')).toContain('The format of this file is not known');
    expect(failureOf('Weight\tSelf Weight\tSymbol Names\n1 s\t1 s\tmain\nbroken\n')).toContain(
      '[line 3]',
    );
  });

  it('counts values that are negative or no numbers as 0, and says so', () => {
    const profile = profileOf(
      speedscope({ type: 'sampled', samples: [[0], [0, 1], [1]], weights: [-5, null, 2] }),
    );
    expect(draw(profile)).toEqual(['a 0', 'a;__proto__ 0', '__proto__ 2']);
    expect(profile.notes.join(' ')).toContain('1 negative values');
    expect(profile.notes.join(' ')).toContain('1 values are no numbers');
  });

  it('breaks circles of callers', () => {
    const node = (id: number, children: number[]) => ({
      id,
      callFrame: { functionName: `f${id}`, url: '', lineNumber: 0, columnNumber: 0 },
      children,
    });
    expect(
      failureOf({
        nodes: [node(1, [2]), node(2, [1])],
        startTime: 0,
        endTime: 1,
        samples: [1],
        timeDeltas: [0],
      }),
    ).toContain('circle');
    const firefox = JSON.parse(
      readFileSync(resolve(FIXTURES, 'hand-made/firefox-shared.json'), 'utf8'),
    ) as { shared: { stackTable: { prefix: (number | null)[] } } };
    firefox.shared.stackTable.prefix = [1, 2, 1];
    const profile = profileOf(firefox);
    expect(profile.notes.join(' ')).toContain('contradict themselves');
    expect(profile.stacks.length).toBe(0);
  });

  it('takes stacks of 200,000 frames', () => {
    const deep = Array.from({ length: 200_000 }, (_, index) => index % 2);
    expect(
      profileOf(speedscope({ type: 'sampled', samples: [deep], weights: [1] })).stacks.length,
    ).toBe(200_000);
    const trace = Array.from({ length: 200_000 }, (_, at) => ({
      name: 'a',
      ph: 'B',
      pid: 1,
      tid: 1,
      ts: at,
    }));
    const profile = profileOf(trace);
    expect(profile.stacks.length).toBe(200_000);
    expect(profile.notes.join(' ')).toContain('200000 events never end');
    expect(profileOf(`${'a;'.repeat(199_999)}a 5`).stacks.length).toBe(200_000);
  });
});

describe('a file nested without end', () => {
  const deep = (open: string, close: string) => open.repeat(600_000) + '1' + close.repeat(600_000);

  it.each([
    ['a list that nothing is known of', deep('[', ']'), /format of this file is not known/],
    [
      'a CPU profile',
      `{"nodes":[{"id":1,"callFrame":{"functionName":"a","x":${deep('[', ']')}}}]}`,
      /nested more than 500000 deep/,
    ],
    [
      'a sampling heap profile',
      `{"head":{"callFrame":{"functionName":"a \\\\\\"{"},"x":${deep('{"a":', '}')}}}`,
      /nested more than 500000 deep/,
    ],
  ])('fails where it is %s', (_, text, problem) => {
    expect(failureOf(text)).toMatch(problem);
  });

  it('takes a sampling heap profile of 20,000 callers, and brackets inside of texts', () => {
    const frame = (name: string) =>
      `"callFrame":{"functionName":"${name}","url":"","lineNumber":0,"columnNumber":0}`;
    const open = `{${frame('f')},"selfSize":0,"id":1,"children":[`;
    const text = `{"head":${open.repeat(20_000)}{${frame('[\\\\\\"['.repeat(600_000))},"selfSize":8,"id":2,"children":[]}${']}'.repeat(20_000)},"samples":[]}`;
    expect(profileOf(text).stacks.length).toBeGreaterThan(20_000);
  });
});

describe('a text that was cut off', () => {
  const read = (name: string) => readFileSync(resolve(FIXTURES, name));
  const notesOf = (bytes: Uint8Array) => profileOf(new Uint8Array(bytes)).notes.join(' ');

  it.each([
    'callgrind-3.19/leaves.callgrind',
    'collapsed/sorts.txt',
    'heaptrack-1.4/allocate.heaptrack',
    'massif-3.19/allocate.massif',
    'node-20.20-prof/known-shares.processed.txt',
    'perf-6.1/sorts-default.txt',
    'strace-6.1-stacks/syncs-thread.strace',
    'strace-summary-6.1/sync-loop.strace-c.txt',
  ])('is shown with a note where the last line has no end: %s', (name) => {
    const whole = read(name);
    expect(notesOf(whole)).not.toMatch(/cut off/);
    const end = whole.findLastIndex((byte) => byte !== 10 && byte !== 32) + 1;
    expect(notesOf(whole.subarray(0, end))).toContain('does not end with a line’s end');
  });

  it.each([
    ['callgrind-3.19/leaves.callgrind', 0.7, 'ends before its totals'],
    ['heaptrack-1.4/allocate.heaptrack', 0.7, 'ends before its last lines'],
    ['strace-summary-6.1/sync-loop.strace-c.txt', 0.7, 'lacks its last line'],
  ])('is shown with a note where lines are missing: %s', (name, share, note) => {
    const whole = read(name);
    const end = whole.lastIndexOf(10, Math.floor(whole.length * share)) + 1;
    expect(notesOf(whole.subarray(0, end))).toContain(note);
  });

  it('says how much of massif’s tree is missing', () => {
    const text = read('massif-3.19/allocate.massif').toString();
    const tree = text.slice(0, text.lastIndexOf('\n', text.indexOf('heap_tree=peak') + 120) + 1);
    const before = text.slice(0, text.indexOf('heap_tree=peak'));
    expect(profileOf(before).notes.join(' ')).toContain('marks no peak');
    expect(profileOf(tree).notes.join(' ')).toMatch(
      /\d of the callers that it announces are missing/,
    );
  });
});

describe('formats of tools that do not run here, by examples made by hand', () => {
  it('reads Instruments', () => {
    const text = readFileSync(resolve(FIXTURES, 'hand-made/instruments-16.txt'));
    const profile = profileOf(new Uint8Array(text));
    expect(draw(profile)).toEqual([
      'start;main;heavy();spin(unsigned long) 2750',
      'start;main;heavy() 250',
      'start;main;light() 1000',
    ]);
    const old = readFileSync(resolve(FIXTURES, 'hand-made/instruments-7-allocations.txt'));
    expect(draw(profileOf(new Uint8Array(old)))).toEqual([
      `start;main;heavy() ${3 * 2 ** 20}`,
      `start;main;light() ${2 ** 20}`,
    ]);
  });

  it('reads simpleperf', () => {
    const bytes = readFileSync(resolve(FIXTURES, 'hand-made/simpleperf.proto.bin'));
    const profile = profileOf(new Uint8Array(bytes));
    const sums = new Map<string, number>();
    for (const line of draw(profile)) {
      const [stack = '', value = ''] = line.split(/ (?=[\d.]+$)/);
      sums.set(stack, (sums.get(stack) ?? 0) + Number(value));
    }
    expect(Object.fromEntries(sums)).toEqual({
      '[libc.so];light;spin': 10,
      '[libc.so];heavy;spin': 30,
    });
    expect(profile.threads[0]).toMatchObject({
      pid: 10,
      tid: 11,
      name: 'RenderThread',
      processName: 'com.example.demo',
    });
    expect(profile.notes).toEqual(['3 samples were lost while recording.']);
    const cut = profileOf(new Uint8Array(bytes.subarray(0, 900)));
    expect(cut.notes.join(' ')).toContain('ends too early');
  });

  it('reads Firefox’s shared tables', () => {
    const profile = profileOf(
      new Uint8Array(readFileSync(resolve(FIXTURES, 'hand-made/firefox-shared.json'))),
    );
    expect(profile.valueTypes.map(({ name }) => name)).toEqual(['cpu', 'samples']);
    expect(draw(profile)).toEqual([
      'main;heavy 0 1',
      'main;heavy 0.9 1',
      'main;heavy 0.9 1',
      'main;light 0.6 1',
    ]);
    expect(Array.from(profile.threads[0]!.samples.time!)).toEqual([0, 1, 2, 3]);
    expect(profile.frames.file).toEqual([
      '/srv/demo/known-shares.js',
      '/srv/demo/known-shares.js',
      '/usr/lib/libdemo.so',
    ]);
  });
});

describe('Chrome traces', () => {
  const event = (ph: string, name: string, ts: number, more: object = {}) => ({
    ph,
    name,
    ts,
    pid: 1,
    tid: 2,
    ...more,
  });

  it('nests events that overlap as well as events that begin and end', () => {
    const events = [
      event('X', 'inner', 2000, { dur: 3000 }),
      event('X', 'outer', 0, { dur: 10_000 }),
      event('B', 'begun', 6000),
      event('E', 'begun', 8000),
      event('X', 'late', 9000, { dur: 5000 }),
      event('M', 'thread_name', 0, { args: { name: 'Worker' } }),
      event('C', 'counter', 1),
    ];
    const profile = profileOf({ traceEvents: events, metadata: {} });
    expect(profile.threads[0]!.name).toBe('Worker');
    expect(draw(profile)).toEqual([
      'outer 2',
      'outer;inner 3',
      'outer 1',
      'outer;begun 2',
      'outer 1',
      'outer;late 1',
    ]);
    expect(profile.notes.join(' ')).toContain('1 events have no duration');
  });

  it('reads a list that lacks its end, as a killed writer leaves it', () => {
    const text = `[${JSON.stringify(event('X', 'a', 0, { dur: 1000 }))},\n${JSON.stringify(event('X', 'b', 2000, { dur: 1000 }))},\n{"ph":"X","na`;
    const profile = profileOf(text);
    expect(draw(profile)).toEqual(['a 1', 'b 1']);
    expect(profile.notes[0]).toContain('ends too early');
  });
});
