import { expect, test } from 'vitest';
import { writeCsvLine } from './csv';

test('commas, quotes and ends of lines stand in quotes', () => {
  expect(writeCsvLine(['a', 'b,c', 'say "x"', 'two\nlines'])).toBe(
    'a,"b,c","say ""x""","two\nlines"\r\n',
  );
});

test('a text that a spreadsheet would run gets an apostrophe, a number does not', () => {
  expect(writeCsvLine(['=1+1', '+f', '-f', '@f', '\tf', 'a=1'])).toBe(
    `"'=1+1","'+f","'-f","'@f","'\tf",a=1\r\n`,
  );
  expect(writeCsvLine([-1, -0.5])).toBe('-1,-0.5\r\n');
});

test('numbers are plain, and what is not there is empty', () => {
  expect(writeCsvLine([1234567.25, 0, null, NaN, Infinity, ''])).toBe('1234567.25,0,,,,\r\n');
});
