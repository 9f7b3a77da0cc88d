import { expect, test } from 'vitest';
import { parseStrace } from '../../parse/parse-strace';
import { countOutside } from './count-outside';

const context = { pid: 0, tid: 0, threadName: '', processName: 'x', ownFolders: [] };

function traceOf(lines: readonly string[]): Parameters<typeof countOutside>[0] {
  const parsed = parseStrace(lines.join('\n'), context);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

const TRACED =
  '# touchstone {"traced":["connect","accept4","clone","clone3","vfork","execve"],"io":null}';

test('counts what succeeded or was not waited for, and neither threads nor the run itself', () => {
  const trace = traceOf([
    '1 5.000000 execve("/usr/bin/node", [...], 0x7f /* 3 vars */) = 0 <0.000010>',
    '1 5.000001 execve("/sbin/git", [...], 0x7f /* 3 vars */) = -1 ENOENT (No such file or directory) <0.000010>',
    '1 5.000002 execve("/usr/bin/git", [...], 0x7f /* 3 vars */) = 0 <0.000010>',
    '1 5.000003 connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/x"}, 110) = -1 ECONNREFUSED (Connection refused) <0.000010>',
    '1 5.000004 connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress) <0.000010>',
    '1 5.000005 accept4(4<socket:[2]>, NULL, NULL, 0) = 5<socket:[3]> <0.000010>',
    '1 5.000006 clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 7 <0.000010>',
    '1 5.000007 vfork() = 8 <0.000010>',
    TRACED,
  ]);
  expect(countOutside(trace)).toEqual({
    connections: 1,
    accepted: 1,
    childStarts: 1,
    programs: 1,
  });
});

test('says nothing of a trace that was made without these calls', () => {
  expect(countOutside(traceOf(['1 5.0 fsync(3</a>) = 0 <0.000010>']))).toBeNull();
  expect(countOutside(null)).toBeNull();
});
