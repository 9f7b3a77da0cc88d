import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SyscallTrace } from '../model/syscalls';
import type { ParseContext } from './parse-context';
import { parseStrace } from './parse-strace';
import { parseStraceStacks } from './parse-strace-stacks';

const context: ParseContext = {
  pid: 0,
  tid: 0,
  threadName: 'all processes',
  processName: 'node demo.js',
  ownFolders: [],
};
const workers = readFileSync(
  join(import.meta.dirname, '../../../fixtures/strace-6.1/sync-workers.strace'),
  'utf8',
);

function parse(text: string): SyscallTrace {
  const result = parseStrace(text, context);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Events as lines: easier to read than columns. */
function list({ events, names, paths }: SyscallTrace): (string | number)[][] {
  return Array.from({ length: events.length }, (_, row) => [
    events.tid[row]!,
    events.time[row]!,
    names[events.name[row]!]!,
    paths[events.path[row]!]!,
    events.result[row]!,
    events.duration[row]!,
  ]);
}

describe('parseStrace', () => {
  it('reads a real trace of threads that interrupt each other', () => {
    const trace = parse(workers);
    const syncs = list(trace).filter(([, , name]) => name === 'fsync');
    expect(syncs).toHaveLength(60);
    for (const index of [0, 1, 2]) {
      const path = `/srv/demo/sync-worker-${index}.dat`;
      expect(syncs.filter((sync) => sync[3] === path)).toHaveLength(20);
    }
    for (const [, , , , result, duration] of syncs) {
      expect(result).toBe(0);
      expect(duration).toBeGreaterThan(0);
    }
    expect(trace.traced).toContain('fdatasync');
    expect(trace.names).not.toContain('exit_group');
    expect(trace.io?.writeCalls).toBeGreaterThan(0);
    expect(trace.notes).toEqual([]);
    const times = [...trace.events.time];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBe(0);
    // As many as the file has lines on which a call begins.
    const begun = workers
      .split('\n')
      .filter((line) => /^\d+ +[\d.]+ (?!exit)[a-z]\w*\(/.test(line));
    expect(trace.events.length).toBe(begun.length);
  });

  it('puts interrupted calls together, and leaves open what never returned', () => {
    const trace = parse(
      [
        '11 100.999999 fsync(3</a/b> <unfinished ...>',
        '12 101.000100 fdatasync(4</a/c>) = 0 <0.000100>',
        '11 101.001000 <... fsync resumed>) = 0 <0.001001>',
        '12 101.002000 fsync(4</a/c> <unfinished ...>',
        '13 101.003000 fsync(5</a/d> <unfinished ...>',
        '12 101.004000 +++ killed by SIGKILL +++',
        '13 101.005000 <... fsync resumed>) = ?',
      ].join('\n'),
    );
    expect(list(trace)).toEqual([
      [11, 0, 'fsync', '/a/b', 0, 1.001],
      [12, 0.101, 'fdatasync', '/a/c', 0, 0.1],
      [12, 2.001, 'fsync', '/a/c', NaN, NaN],
      [13, 3.001, 'fsync', '/a/d', NaN, NaN],
    ]);
  });

  it('reads errors, folders, renames and names with odd characters', () => {
    const trace = parse(
      [
        '1 5.000000 openat(AT_FDCWD</w>, "none", O_RDONLY) = -1 ENOENT (No such file or directory) <0.000010>',
        '1 5.000001 openat(AT_FDCWD</w>, "link", O_RDONLY) = 3</w/real> <0.000010>',
        '1 5.000002 unlinkat(7</w/sub>, "x", 0) = 0 <0.000010>',
        '1 5.000003 rename("a b(c) = 1", "z") = 0 <0.000010>',
        '1 5.000004 openat(AT_FDCWD</w>, "\\303\\274\\"<x>%41", O_WRONLY) = -1 EACCES (Permission denied) <0.000010>',
        '1 5.000005 fsync(3</w/\\303\\274\\74x\\76>) = -1 EIO (Input/output error) <0.000010>',
        '1 5.000006 sync() = 0 <0.000010>',
        '1 5.000007 unlink("/abs") = 0 <0.000010>',
      ].join('\n'),
    );
    expect(list(trace).map(([, , name, path, result]) => [name, path, result])).toEqual([
      ['openat', '/w/none', -2],
      ['openat', '/w/real', 3],
      ['unlinkat', '/w/sub/x', 0],
      ['rename', 'a b(c) = 1', 0],
      ['openat', '/w/ü"<x>%41', -13],
      ['fsync', '/w/ü<x>', -5],
      ['sync', '', 0],
      ['unlink', '/abs', 0],
    ]);
    expect(trace.traced).toEqual(['openat', 'unlinkat', 'rename', 'fsync', 'sync', 'unlink']);
  });

  it('reads addresses, programs and children; leaves threads out', () => {
    const trace = parse(
      [
        '1 5.000000 execve("/usr/bin/node", [...], 0x7ffe /* 35 vars */) = 0 <0.000010>',
        '1 5.000001 clone3({flags=CLONE_VM|CLONE_THREAD|CLONE_SYSVSEM, child_tid=0x7f} => {parent_tid=[2]}, 88) = 2 <0.000010>',
        '1 5.000002 clone3({flags=CLONE_VM|CLONE_THREAD, child_tid=0x7f <unfinished ...>',
        '2 5.000003 connect(20<socket:[77]>, {sa_family=AF_UNIX, sun_path="/run/a b.sock"}, 110) = -1 ENOENT (No such file or directory) <0.000010>',
        '1 5.000004 <... clone3 resumed> => {parent_tid=[3]}, 88) = 3 <0.000010>',
        '1 5.000005 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>',
        '2 5.000006 connect(21<socket:[78]>, {sa_family=AF_INET, sin_port=htons(5432), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress) <0.000010>',
        '1 5.000007 <... clone resumed>, child_tidptr=0x7f) = 9 <0.000300>',
        '2 5.000008 connect(22<socket:[79]>, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0 <0.000010>',
        '2 5.000009 accept4(19<socket:[70]>, NULL, NULL, SOCK_CLOEXEC) = 23<socket:[80]> <0.000010>',
        '2 5.000010 connect(24<socket:[81]>, {sa_family=AF_UNIX, sun_path=@"hidden"}, 20) = 0 <0.000010>',
        '9 5.000011 execve("/bin/sh", [...], 0x7ffe /* 35 vars */) = 0 <0.000010>',
        '9 5.000012 vfork( <unfinished ...>',
        '9 5.000013 <... vfork resumed>) = 10 <0.000010>',
      ].join('\n'),
    );
    expect(list(trace).map(([tid, , name, path, result]) => [tid, name, path, result])).toEqual([
      [1, 'execve', '/usr/bin/node', 0],
      [2, 'connect', '/run/a b.sock', -2],
      [1, 'clone', '', 9],
      [2, 'connect', '127.0.0.1:5432', -115],
      [2, 'connect', '[::1]:443', 0],
      [2, 'accept4', '', 23],
      [2, 'connect', '@hidden', 0],
      [9, 'execve', '/bin/sh', 0],
      [9, 'vfork', '', 10],
    ]);
  });

  it('reads traces without process ids, as strace writes them without -f', () => {
    const trace = parse(
      '100.000001 fsync(3</a>) = 0 <0.000005>\n100.000100 +++ exited with 0 +++\n',
    );
    expect(list(trace)).toEqual([[0, 0, 'fsync', '/a', 0, 0.005]]);
  });

  it('leaves out a last line that was cut off, and says so', () => {
    const trace = parse('1 5.000000 fsync(3</a>) = 0 <0.000010>\n1 5.0000');
    expect(trace.events.length).toBe(1);
    expect(trace.notes).toEqual([expect.stringMatching(/1 line could not be read.*line 2/)]);
  });

  it('never throws, wherever the file was cut off', () => {
    const whole = parse(workers).events.length;
    for (let end = 0; end < workers.length; end += 101) {
      const result = parseStrace(workers.slice(0, end), context);
      if (result.ok) expect(result.value.events.length).toBeLessThanOrEqual(whole + 100);
      else expect(result.failure.kind).toBe('capture-invalid');
    }
  });

  it('refuses what is no trace, and takes an empty one', () => {
    const result = parseStrace('hello\nworld\n', context);
    expect(result.ok ? null : result.failure).toMatchObject({
      kind: 'capture-invalid',
      where: 'line 1',
    });
    expect(parse('').events.length).toBe(0);
  });

  it.each([
    ['no-times', 12, 4, 'no times'],
    ['day-times', 9, 3, null],
    ['plain-seconds', 2, 1, null],
    ['differences', 12, 4, null],
    ['trace-and-summary', 5, 1, null],
    ['terminal', 1, 1, 'no times'],
  ])('reads a real trace with %s', (name, syncs, threads, note) => {
    const trace = parse(readOptions(`${name}.strace`));
    const rows = list(trace).filter(([, , call]) => call === 'fsync');
    expect(rows).toHaveLength(syncs);
    expect(new Set(rows.map(([tid]) => tid)).size).toBe(threads);
    for (const [, , , , result, duration] of rows) {
      expect(result).toBe(0);
      expect(duration).toBeGreaterThan(0);
    }
    expect(trace.notes).toEqual(note === null ? [] : [expect.stringContaining(note)]);
  });

  it('adds up differences, and goes on past midnight', () => {
    const differences = parse(readOptions('differences.strace'));
    const written = [...readOptions('differences.strace').matchAll(/^\d+ +(\d+\.\d+) /gm)];
    const sum = written.reduce((total, [, seconds]) => total + Number(seconds) * 1000, 0);
    const last = differences.events.time[differences.events.length - 1]!;
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThanOrEqual(sum);
    const night = parse('23:59:59.900000 fsync(3) = 0\n00:00:00.100000 fsync(3) = 0\n');
    expect(list(night).map(([, time]) => time)).toEqual([0, 200]);
  });
});

function readOptions(name: string): string {
  return readFileSync(
    join(import.meta.dirname, '../../../fixtures/strace-6.1-options', name),
    'utf8',
  );
}

describe('parseStraceStacks', () => {
  it('reads a trace of other calls beside syncs, without times', () => {
    const read = parseStraceStacks(readOptions('stacks.strace'), context);
    if (!read.ok) throw new Error(read.failure.message);
    const { valueTypes, threads, frames, stacks, notes } = read.value;
    expect(valueTypes.map(({ name }) => name)).toEqual(['calls', 'kernel-time']);
    const callers = threads.flatMap(({ samples }) =>
      Array.from(samples.stack)
        .filter((stack) => frames.name[stacks.frame[stack]!] === 'fsync')
        .map((stack) => frames.name[stacks.frame[stacks.parent[stack]!]!]),
    );
    expect(callers).toEqual(Array.from({ length: 6 }, () => 'commit'));
    expect(notes.join(' ')).toContain('no times');
  });
});
