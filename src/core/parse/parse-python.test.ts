import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../model/profile';
import { FRAME_KINDS } from '../model/profile';
import type { Result } from '../model/result';
import type { Failure } from '../model/failure';
import { parsePythonCalls } from './parse-python-calls';
import { parsePythonSamples } from './parse-python-samples';

function readFixture(name: string): string {
  return readFileSync(
    new URL(`../../../fixtures/python-3.11.2/${name}.touchstone-python`, import.meta.url),
    'utf8',
  );
}

function valueOf<Value>(result: Result<Value, Failure>): Value {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Sum of a column over the samples with a function anywhere in the stack. */
function costOf(profile: Profile, column: number, name: string): number {
  let sum = 0;
  for (const { samples } of profile.threads) {
    for (let row = 0; row < samples.length; row += 1) {
      for (let at = samples.stack[row]!; at >= 0; at = profile.stacks.parent[at]!) {
        if (profile.frames.name[profile.stacks.frame[at]!] === name) {
          sum += samples.values[column]![row]!;
          break;
        }
      }
    }
  }
  return sum;
}

function kindOf(profile: Profile, name: string): string {
  return FRAME_KINDS[profile.frames.kind[profile.frames.name.indexOf(name)]!]!;
}

describe('CPU samples', () => {
  const profile = valueOf(parsePythonSamples(readFixture('cpu')));

  test('have CPU and wall time in milliseconds, by thread', () => {
    expect(profile.valueTypes).toEqual([
      { name: 'cpu', unit: 'ms' },
      { name: 'wall', unit: 'ms' },
    ]);
    expect(profile.threads.map(({ name }) => name)).toContain('main');
    expect(profile.threads[0]!.processName).toBe('python3.11 ledger.py');
    const ratio = costOf(profile, 0, 'heavy') / costOf(profile, 0, 'light');
    expect(ratio).toBeGreaterThan(2.5);
    expect(ratio).toBeLessThan(3.5);
    expect(costOf(profile, 0, 'spin')).toBeGreaterThan(350);
    expect(costOf(profile, 1, 'main')).toBeGreaterThan(costOf(profile, 0, 'main'));
  });

  test('know functions, files and lines', () => {
    const row = profile.frames.name.indexOf('heavy');
    expect(profile.frames.file[row]).toBe('/srv/demo/ledger.py');
    expect(profile.frames.line[row]).toBe(19);
    expect(kindOf(profile, 'heavy')).toBe('own');
    const lines = profile.lines!;
    const spin = profile.frames.name.indexOf('spin');
    const hottest = Array.from(lines.frame.keys())
      .filter((line) => lines.frame[line] === spin)
      .sort((a, b) => lines.value[b]! - lines.value[a]!)[0]!;
    expect(lines.line[hottest]).toBe(11);
  });

  test('of a killed process are kept, and the end is said to be missing', () => {
    const killed = valueOf(parsePythonSamples(readFixture('cpu-killed')));
    expect(costOf(killed, 0, 'spin')).toBeGreaterThan(100);
    expect(killed.notes.join('\n')).toMatch(/ended from outside or crashed/);
    expect(profile.notes.join('\n')).not.toMatch(/ended from outside/);
  });
});

test('exact calls, built-in functions without a file', () => {
  const { frames, calls } = valueOf(parsePythonCalls(readFixture('calls')));
  const callsOf = (name: string): number => calls[frames.name.indexOf(name)]!;
  expect(callsOf('encode')).toBe(10_000);
  expect(callsOf('spin')).toBe(20);
  expect(callsOf('append')).toBe(1);
  expect(frames.file[frames.name.indexOf('posix.fsync')]).toBeNull();
  expect(callsOf('posix.fsync')).toBe(10);
  expect(calls).toHaveLength(frames.length);
  expect(calls.every((count) => count > 0)).toBe(true);
});

test('allocations sum up to the exact total of the process', () => {
  const text = readFixture('alloc');
  const profile = valueOf(parsePythonSamples(text));
  expect(profile.valueTypes.map(({ name }) => name)).toEqual(['allocated', 'objects']);
  let sum = 0;
  for (const { samples } of profile.threads) for (const one of samples.values[0]!) sum += one;
  expect(sum).toBe(Number(/^H\tallocated\t(\d+)$/m.exec(text)![1]));
  expect(costOf(profile, 0, 'encode') / (10_000 * 1057)).toBeCloseTo(1, 1);
  expect(profile.notes.join('\n')).toMatch(/free lists/);
});

test('syncs have the stack that asked for them, SQLite’s too', () => {
  const profile = valueOf(parsePythonSamples(readFixture('stacks')));
  expect(costOf(profile, 0, 'append')).toBe(10);
  expect(costOf(profile, 0, 'os.fsync')).toBe(10);
  expect(costOf(profile, 0, 'commit_each')).toBeGreaterThanOrEqual(10);
  expect(costOf(profile, 0, 'fdatasync (SQLite)')).toBeGreaterThan(10);
  expect(kindOf(profile, 'os.fsync')).toBe('runtime');
  expect(profile.threads.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['main', 'appender']),
  );
});

test('what is no log, or of another version, is refused with a place', () => {
  for (const text of [
    '',
    'nothing',
    '{"a": 1}',
    'touchstone-python',
    'touchstone-python\t2\tcpu\n',
  ]) {
    for (const result of [parsePythonSamples(text), parsePythonCalls(text)]) {
      expect(result).toMatchObject({
        ok: false,
        failure: { kind: 'file-invalid', where: 'line 1' },
      });
    }
  }
});

test('a log cut or broken at any place is read as far as it makes sense', () => {
  const text = readFixture('stacks');
  const whole = costOf(valueOf(parsePythonSamples(text)), 0, 'main');
  const first = text.indexOf('\n') + 1;
  for (let cut = first; cut < text.length; cut += 97) {
    const part = valueOf(parsePythonSamples(text.slice(0, cut)));
    expect(costOf(part, 0, 'main')).toBeLessThanOrEqual(whole);
    const broken = `${text.slice(0, cut)}\u0000\t-7\tx\n${text.slice(cut + 11)}`;
    const profile = valueOf(parsePythonSamples(broken));
    for (let stack = 0; stack < profile.stacks.length; stack += 1) {
      expect(profile.stacks.parent[stack]).toBeLessThan(stack);
    }
    expect(parsePythonCalls(broken).ok).toBe(true);
  }
});
