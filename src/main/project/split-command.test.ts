import { expect, test } from 'vitest';
import { splitCommand } from './split-command';

test.each([
  ['node slow.js {n}', ['node', 'slow.js', '{n}']],
  ["sh -c 'echo a  b'", ['sh', '-c', 'echo a  b']],
  ['a "b \\" c" d\\ e', ['a', 'b " c', 'd e']],
  [`a '' b""c`, ['a', '', 'bc']],
  ['a $HOME *.js | x', ['a', '$HOME', '*.js', '|', 'x']],
  ['  a\t\n b ', ['a', 'b']],
])('%s', (line, words) => {
  expect(splitCommand(line, 'linux')).toEqual({ ok: true, value: words });
});

test('on Windows a backslash separates folders', () => {
  expect(splitCommand('C:\\tools\\a.exe "b c"', 'win32')).toEqual({
    ok: true,
    value: ['C:\\tools\\a.exe', 'b c'],
  });
});

test.each(['', '   ', `a "b`, "a 'b"])('%j cannot be split', (line) => {
  expect(splitCommand(line, 'linux')).toMatchObject({ ok: false, failure: { kind: 'usage' } });
});
