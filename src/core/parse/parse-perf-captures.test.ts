import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Profile } from '../model/profile';
import { parsePerfScript } from './parse-perf-script';
import { parsePerfMapName } from './parse-perf-map-name';
import { parseStrace } from './parse-strace';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures');
const CONTEXT = { pid: 0, tid: 0, threadName: 'main', processName: '', ownFolders: ['/opt'] };

function parse(name: string): Profile {
  const parsed = parsePerfScript(readFileSync(resolve(FIXTURES, 'perf-6.1', name)), CONTEXT);
  if (!parsed.ok) throw new Error(`${parsed.failure.message} ${parsed.failure.where ?? ''}`);
  return parsed.value;
}

/** Sums of the first value below each function, and number of samples. */
function totals({
  threads,
  frames,
  stacks,
}: Profile): Map<string, { value: number; rows: number }> {
  const sums = new Map<string, { value: number; rows: number }>();
  for (const { samples } of threads) {
    for (let row = 0; row < samples.length; row++) {
      const names = new Set<string>();
      for (let at = samples.stack[row]!; at >= 0; at = stacks.parent[at]!) {
        names.add(frames.name[stacks.frame[at]!]!);
      }
      for (const name of names) {
        const sum = sums.get(name) ?? { value: 0, rows: 0 };
        sums.set(name, sum);
        sum.value += samples.values[0]![row]!;
        sum.rows += 1;
      }
    }
  }
  return sums;
}

test('waits: time from leaving a processor to being back, by call path; being pushed off counts not', () => {
  const profile = parse('waits.txt');
  expect(profile.valueTypes).toEqual([
    { name: 'waiting', unit: 'ms' },
    { name: 'waits', unit: 'count' },
  ]);
  const waits = totals(profile);
  expect(waits.get('waitLong')!.rows).toBe(3);
  expect(waits.get('waitShort')!.rows).toBe(3);
  expect(waits.get('waitLong')!.value).toBeGreaterThanOrEqual(89);
  expect(waits.get('waitLong')!.value).toBeLessThan(140);
  expect(waits.get('waitShort')!.value).toBeGreaterThanOrEqual(29);
  expect(waits.get('compute')).toBeUndefined();
  expect(profile.frames.line[profile.frames.name.indexOf('waitLong')]).toBe(9);
});

test('several events: time is the first value, whichever came first', () => {
  const { valueTypes, threads } = parse('two-events.txt');
  expect(valueTypes).toEqual([
    { name: 'cpu', unit: 'ms' },
    { name: 'page-faults', unit: 'count' },
  ]);
  const [clock, faults] = [0, 1].map((column) =>
    threads.reduce(
      (total, { samples }) => total + samples.values[column]!.reduce((sum, each) => sum + each, 0),
      0,
    ),
  );
  const text = readFileSync(resolve(FIXTURES, 'perf-6.1/two-events.txt'), 'utf8');
  const sum = (event: string) =>
    [...text.matchAll(new RegExp(`(\\d+) +${event}:`, 'g'))].reduce(
      (all, [, n]) => all + Number(n),
      0,
    );
  expect(faults).toBe(sum('page-faults'));
  expect(clock).toBeCloseTo(sum('cpu-clock') / 1e6, 6);
});

test('Go: functions that call nothing have their callers, in all goroutines', () => {
  const seen = totals(parse('shares-go.txt'));
  const all = seen.get('main.work')!.value;
  const share = (name: string): number => (100 * seen.get(name)!.value) / all;
  expect(share('main.spin')).toBeGreaterThan(95);
  expect(share('main.heavy') + share('main.middle') + share('main.light')).toBeCloseTo(100, 0);
  expect(share('main.heavy')).toBeGreaterThan(share('main.middle'));
});

test('a stripped program: functions by their places, no stack said to be cut', () => {
  const profile = parse('sorts-stripped.txt');
  const places = [...totals(profile).keys()].filter((name) => name.startsWith('[sorts-stripped+'));
  expect(places.length).toBeGreaterThan(2);
  expect(profile.notes).toEqual([]);
});

test('Node: native functions stand below the JavaScript that called them', () => {
  const profile = parse('native-shares-node.txt');
  const { frames, stacks } = profile;
  const seen = totals(profile);
  const file = '/opt/programs/native-shares.cjs';
  for (const [name, line] of [
    ['pressText', 9],
    ['deriveKey', 13],
    ['addNumbers', 17],
  ] as const) {
    const frame = frames.name.indexOf(name);
    expect([frames.file[frame], frames.line[frame]]).toEqual([file, line]);
    expect(seen.get(name)!.value).toBeGreaterThan(5);
  }
  const isBelow = (stack: number, name: string): boolean => {
    for (let at = stack; at >= 0; at = stacks.parent[at]!) {
      if (frames.name[stacks.frame[at]!] === name) return true;
    }
    return false;
  };
  const press = frames.name.findIndex((name) => /deflate/.test(name));
  const places = [...stacks.frame].flatMap((frame, stack) => (frame === press ? [stack] : []));
  expect(places.length).toBeGreaterThan(0);
  expect(places.every((stack) => isBelow(stack, 'pressText'))).toBe(true);
});

test('connections and children of a real trace', () => {
  const text = readFileSync(resolve(FIXTURES, 'strace-6.1/connect-and-start.strace'), 'utf8');
  const parsed = parseStrace(text, CONTEXT);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const { names, paths, events } = parsed.value;
  const counts: Record<string, number> = {};
  for (let row = 0; row < events.length; row++) {
    const key = `${names[events.name[row]!]!} ${paths[events.path[row]!]!.replace(/:\d+$/, ':PORT')}`;
    const result = events.result[row]!;
    if (result >= 0 || result === -115) counts[key] = (counts[key] ?? 0) + 1;
  }
  expect(counts['connect 127.0.0.1:PORT']).toBe(3);
  expect(counts['connect /opt/native-programs/here.sock']).toBe(2);
  expect(counts['accept4 ']).toBe(5);
  expect(counts['execve /usr/bin/node']).toBe(2);
  expect(counts['execve /bin/sh']).toBe(1);
});

test.each([
  ['JS:*add file:///opt/a%20b.mjs:3:14', 'add', '/opt/a b.mjs', 3, 'own'],
  ['JS:~ /opt/a.cjs:1:1', '(anonymous)', '/opt/a.cjs', 1, 'own'],
  ['JS:^get size /opt/a.cjs:7:2', 'get size', '/opt/a.cjs', 7, 'own'],
  ['LazyCompile:*read node:fs:44:3', 'read', 'node:fs', 44, 'runtime'],
  ['RegExp:^a+$', 'RegExp: ^a+$', null, 0, 'native'],
  ['Builtin:ArrayMap', 'ArrayMap', null, 0, 'runtime'],
])('the name %s that V8 gives perf', (symbol, name, file, line, kind) => {
  expect(parsePerfMapName(symbol, CONTEXT)).toMatchObject({ name, file, line, kind });
});

test.each([
  'leaves-flat.txt',
  'native-shares-node.txt',
  'shares-go.txt',
  'sorts-default.txt',
  'sorts-srcline.txt',
  'sorts-stripped.txt',
  'waits.txt',
])('reads %s alike from bytes and from a text, with either end of line', (name) => {
  const text = readFileSync(resolve(FIXTURES, 'perf-6.1', name), 'utf8');
  const wanted = parsePerfScript(text, CONTEXT);
  expect(wanted.ok).toBe(true);
  const bytesOf = (each: string): Uint8Array => new TextEncoder().encode(each);
  expect(parsePerfScript(bytesOf(text), CONTEXT)).toEqual(wanted);
  expect(parsePerfScript(bytesOf(text.replaceAll('\n', '\r\n')), CONTEXT)).toEqual(wanted);
});

test('a line too long to be remembered is read each time', () => {
  const frame = `\t            16d4 f${'<int>'.repeat(200)}+0x4 (/opt/a)`;
  const text = `a 1  4.000001:  1000000 cpu-clock: \n${frame}\n\n`.repeat(3);
  const parsed = parsePerfScript(new TextEncoder().encode(text), CONTEXT);
  expect(parsed.ok && parsed.value.threads[0]!.samples.length).toBe(3);
  expect(parsed.ok && parsed.value.stacks.length).toBe(1);
});

test('a frame that was read before is refused where no sample is open', () => {
  const frame = '\t            16d4 f+0x4 (/opt/a)';
  const text = `a 1  4.000001:  1000000 cpu-clock: \n${frame}\n\n${frame}\n`;
  const parsed = parsePerfScript(new TextEncoder().encode(text), CONTEXT);
  expect(parsed.ok ? null : parsed.failure.where).toBe('line 4');
});
