/** Splits a command line as a shell would, without running one. */
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';

/**
 * Program and arguments of a command line: blanks separate, single and double quotes hold together, a
 * backslash takes the next character as it is (not on Windows, where it separates folders). Variables,
 * globs and pipes are left as they stand: no shell runs. Fails on an open quote and on an empty line.
 */
export function splitCommand(
  line: string,
  platform: NodeJS.Platform = process.platform,
): Result<string[], Failure> {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    if (quote !== null) {
      const next = line[at + 1];
      if (char === quote) quote = null;
      else if (char === '\\' && quote === '"' && (next === '"' || next === '\\')) {
        word = (word ?? '') + next;
        at += 1;
      } else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\' && platform !== 'win32' && at + 1 < line.length) {
      word = (word ?? '') + line[at + 1]!;
      at += 1;
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quote !== null) {
    return fail({
      kind: 'usage',
      message: `The command ${line} opens a quote (${quote}) and does not close it.`,
      remedy: 'Close the quote, or put a backslash before it.',
    });
  }
  if (word !== null) words.push(word);
  if (words.length === 0) {
    return fail({
      kind: 'usage',
      message: 'The command is empty.',
      remedy: "Give a program and its arguments, e.g. 'node bench.js {n}'.",
    });
  }
  return succeed(words);
}
