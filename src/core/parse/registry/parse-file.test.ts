import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildCallTree, sumByFunction } from '../../analyse/tree/call-tree';
import type { Profile } from '../../model/profile';
import type { ParseContext } from '../parse-context';
import type { FileContent } from './content';
import { parseFile } from './parse-file';

const FIXTURES = resolve(import.meta.dirname, '../../../../fixtures');
const CONTEXT: ParseContext = {
  pid: 1,
  tid: 1,
  threadName: 'main',
  processName: 'demo',
  ownFolders: [],
};

function read(name: string): Uint8Array {
  const bytes = readFileSync(join(FIXTURES, name));
  return new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

function parse(name: string): { format: string; content: FileContent } {
  const parsed = parseFile(read(name), CONTEXT);
  if (!parsed.ok) throw new Error(`${name}: ${parsed.failure.message}`);
  return { format: parsed.value.format.id, content: parsed.value.content };
}

function profileOf(name: string): { format: string; profile: Profile } {
  const { format, content } = parse(name);
  if (content.kind !== 'profile') throw new Error(`${name} holds ${content.kind}`);
  return { format, profile: content.profile };
}

/** Total of a function by name, in the column's unit. */
function totals(profile: Profile, column = 0): Map<string, number> {
  const tree = buildCallTree(profile, column);
  const sums = sumByFunction(tree);
  const found = new Map<string, number>();
  tree.functions.keys.forEach((key, row) => {
    found.set(key.function, Math.max(found.get(key.function) ?? 0, sums.total[row]!));
  });
  return found;
}

/** What holds of every parsed profile, whatever made it. */
function checkIntegrity(profile: Profile): void {
  const { frames, stacks, threads, valueTypes } = profile;
  for (let stack = 0; stack < stacks.length; stack += 1) {
    if (!(stacks.parent[stack]! < stack && stacks.parent[stack]! >= -1)) {
      throw new Error(`stack ${stack} stands before its parent`);
    }
    if (!(stacks.frame[stack]! >= 0 && stacks.frame[stack]! < frames.length)) {
      throw new Error(`stack ${stack} has no frame`);
    }
  }
  for (const { samples } of threads) {
    expect(samples.values.length).toBe(valueTypes.length);
    for (const column of samples.values) {
      expect(column.length).toBe(samples.length);
      expect(column.every((value) => value >= 0 && value < Infinity)).toBe(true);
    }
    expect(samples.stack.every((stack) => stack >= -1 && stack < stacks.length)).toBe(true);
    expect(
      samples.time?.every((time, row) => row === 0 || time >= samples.time![row - 1]!) ?? true,
    ).toBe(true);
  }
}

/** Real captures of programs whose truth is that heavy takes three times the time of light. */
const KNOWN_SHARES = [
  {
    file: 'go-1.19/known-shares.cpu.pb.gz',
    format: 'pprof',
    heavy: 'main.heavy',
    light: 'main.light',
    value: 'cpu',
  },
  {
    file: 'datadog-pprof-5.20/known-shares.time.pb.gz',
    format: 'pprof',
    heavy: 'heavy',
    light: 'light',
    value: 'wall',
  },
  {
    file: 'py-spy-0.4/known-shares.speedscope.json',
    format: 'speedscope',
    heavy: 'heavy',
    light: 'light',
    value: 'wall',
  },
  {
    file: 'py-spy-0.4/known-shares.trace.json',
    format: 'chrome-trace',
    heavy: 'heavy',
    light: 'light',
    value: 'wall',
  },
  {
    file: 'py-spy-0.4/known-shares.collapsed.txt',
    format: 'collapsed',
    heavy: 'heavy (known_shares.py:10)',
    light: 'light (known_shares.py:14)',
    value: 'samples',
  },
  {
    file: 'node-20.20-trace/known-shares.trace.json',
    format: 'chrome-trace',
    heavy: 'heavy',
    light: 'light',
    value: 'cpu',
  },
  {
    file: 'electron-44/page.trace.json.gz',
    format: 'chrome-trace',
    heavy: 'heavy',
    light: 'light',
    value: 'cpu',
  },
  {
    file: 'node-20.20-prof/known-shares.preprocessed.json.gz',
    format: 'v8-log',
    heavy: 'heavy',
    light: 'light',
    value: 'samples',
  },
  {
    file: 'node-20.20-prof/known-shares.processed.txt',
    format: 'v8-summary',
    heavy: 'heavy',
    light: 'light',
    value: 'samples',
  },
  {
    file: 'openjdk-17/known-shares.jfr.json.gz',
    format: 'jfr-json',
    heavy: 'KnownShares.heavy',
    light: 'KnownShares.light',
    value: 'samples',
  },
  {
    file: 'firefox-153/page.gecko.json.gz',
    format: 'firefox',
    heavy: 'heavy',
    light: 'light',
    value: 'cpu',
  },
  {
    file: 'node-20.20/known-shares.cpuprofile',
    format: 'cpuprofile',
    heavy: 'heavy',
    light: 'light',
    value: 'cpu',
  },
];

/** Captures whose own parsers have tests of their own. */
const OTHER_CAPTURES = {
  'callgrind-3.19/leaves.callgrind': 'callgrind',
  'collapsed/sorts.txt': 'collapsed',
  'datadog-pprof-5.20/known-shares.heap.pb.gz': 'pprof',
  'dhat-3.19/allocate.json': 'dhat',
  'heapsnapshot-electron-33/page.heapsnapshot.gz': 'heap-snapshot',
  'heaptrack-1.4/allocate.heaptrack': 'heaptrack',
  'massif-3.19/allocate.massif': 'massif',
  'node-20.20/exact-calls.coverage.json': 'v8-coverage',
  'node-20.20/garbage.heapprofile': 'heapprofile',
  'node-20.20/sync-promises.syncs.json': 'sync-stacks',
  'perf-6.1/leaves-flat.txt': 'perf-script',
  'perf-6.1/sorts-default.txt': 'perf-script',
  'python-3.11.2/alloc.touchstone-python': 'python-samples',
  'python-3.11.2/calls.touchstone-python': 'python-calls',
  'strace-6.1-stacks/syncs-thread.strace': 'strace-stacks',
  'strace-6.1/sync-workers.strace': 'strace',
};

describe('parseFile', () => {
  it.each(KNOWN_SHARES)('finds the shares of $file', ({ file, format, heavy, light, value }) => {
    const parsed = profileOf(file);
    expect(parsed.format).toBe(format);
    const column = parsed.profile.valueTypes.findIndex(({ name }) => name === value);
    expect(column).toBeGreaterThanOrEqual(0);
    checkIntegrity(parsed.profile);
    const sums = totals(parsed.profile, column);
    const ratio = sums.get(heavy)! / sums.get(light)!;
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(4.5);
  });

  it('reads the allocations of Go', () => {
    const { profile } = profileOf('go-1.19/known-shares.allocs.pb.gz');
    expect(profile.valueTypes.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      'objects count',
      'allocated bytes',
      'inuse_objects count',
      'inuse_space bytes',
    ]);
    const allocated = totals(profile, 1).get('main.allocate')!;
    expect(allocated).toBeGreaterThan(60 * 2 ** 20);
    expect(allocated).toBeLessThan(70 * 2 ** 20);
  });

  it('reads the allocations of Java', () => {
    const { profile } = profileOf('openjdk-17/known-shares.jfr.json.gz');
    const allocated = totals(profile, 1).get('KnownShares.allocate')!;
    expect(allocated).toBeGreaterThan(100 * 2 ** 20);
  });

  it('takes a bracket at the beginning of a text for no JSON', () => {
    const text = '[unknown];main 3\n[libc.so.6] 4\n';
    const parsed = parseFile(new TextEncoder().encode(text), CONTEXT);
    expect(parsed.ok && parsed.value.format.id).toBe('collapsed');
  });

  it('reads the summary of strace', () => {
    const { format, profile } = profileOf('strace-summary-6.1/sync-loop.strace-c.txt');
    expect(format).toBe('strace-summary');
    checkIntegrity(profile);
    expect(totals(profile, 1).get('fsync')).toBe(20);
    expect(totals(profile, 0).get('fsync')).toBeGreaterThan(0);
  });

  it.each(Object.entries(OTHER_CAPTURES))('knows %s as %s', (name, format) => {
    const parsed = parse(name);
    expect(parsed.format).toBe(format);
    if (parsed.content.kind === 'profile') checkIntegrity(parsed.content.profile);
  });
});
