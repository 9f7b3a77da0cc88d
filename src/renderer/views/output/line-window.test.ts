import { expect, test } from 'vitest';
import { commonPrefix, commonSuffix, selectLines } from './line-window';

const TEXT = Array.from({ length: 40 }, (_, i) => `line ${i + 1}`).join('\n') + '\n';

test('the lines around the first difference are shown, that one marked', () => {
  const lines = selectLines(TEXT, 20);
  expect(lines.map((line) => line.number)).toEqual([
    14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
  ]);
  expect(lines.filter((line) => line.differs)).toEqual([
    { number: 20, text: 'line 20', differs: true },
  ]);
});

test('equal outputs are shown from the start, without an empty last line', () => {
  expect(selectLines('a\nb\n', 0).map((line) => line.text)).toEqual(['a', 'b']);
});

test('the part that differs is found inside the line', () => {
  const [a, b] = ['row 12: alpha', 'row 17: alpha'];
  const prefix = commonPrefix(a, b);
  expect(a.slice(prefix, a.length - commonSuffix(a, b, prefix))).toBe('2');
  expect(b.slice(prefix, b.length - commonSuffix(a, b, prefix))).toBe('7');
});

test('a repeated character is not counted at both ends', () => {
  const prefix = commonPrefix('aa', 'aaa');
  expect(prefix + commonSuffix('aa', 'aaa', prefix)).toBe(2);
});
