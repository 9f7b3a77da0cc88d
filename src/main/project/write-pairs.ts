/** Writes `pairs` into a project file and leaves everything else of its text as it is. */
import type { Failure } from '../../core/model/failure';
import { functionPairsSchema, type FunctionPair } from '../../core/model/project';
import { fail, succeed, type Result } from '../../core/model/result';
import { locateJson } from './locate-json';

/** Lists the pairs of a project file's text. Fails with `project-invalid` where the text or its pairs are wrong. */
export function listPairs(text: string, path: string): Result<FunctionPair[], Failure> {
  const map = locateJson(text);
  if (!map.ok) {
    const { line, column } = map.position;
    return fail(invalid(path, `is no JSON: ${map.problem} (line ${line}, column ${column})`));
  }
  const value = JSON.parse(text) as { pairs?: unknown } | null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail(invalid(path, 'holds no object'));
  }
  const pairs = functionPairsSchema.safeParse(value.pairs ?? []);
  return pairs.success ? succeed(pairs.data) : fail(invalid(path, 'has "pairs" that are no pairs'));
}

/**
 * The text with other pairs. Pairs that stay keep their text and their order; new ones are written as the file is indented. Without any
 * the key goes too. Fails as listPairs does.
 */
export function replacePairs(
  text: string,
  pairs: readonly FunctionPair[],
  path: string,
): Result<string, Failure> {
  const before = listPairs(text, path);
  if (!before.ok) return before;
  const style = findStyle(text);
  const member = findMember(text, 'pairs');
  const items = member === null ? [] : listItems(text, member.valueStart);
  const written = before.value.map((pair, index) => ({ pair, text: items[index]! }));
  const texts = pairs.map((pair) => {
    const known = written.findIndex((each) => isEqual(each.pair, pair));
    return known < 0 ? writePair(pair) : written.splice(known, 1)[0]!.text;
  });
  const list =
    style.indent === ''
      ? `[${texts.join(', ')}]`
      : `[${texts.map((each) => `${style.newline}${style.indent.repeat(2)}${each}`).join(',')}${style.newline}${style.indent}]`;
  if (member !== null) {
    return succeed(
      texts.length === 0
        ? removeMember(text, member)
        : text.slice(0, member.valueStart) + list + text.slice(member.valueEnd),
    );
  }
  if (texts.length === 0) return succeed(text);
  const end = text.lastIndexOf('}');
  const head = text.slice(0, end).trimEnd();
  const comma = head.endsWith('{') ? '' : ',';
  const space = style.indent === '' ? ' ' : style.newline + style.indent;
  const close = style.indent === '' ? '' : style.newline;
  return succeed(`${head}${comma}${space}"pairs": ${list}${close}${text.slice(end)}`);
}

/** Whether two pairs say the same. */
function isEqual(a: FunctionPair, b: FunctionPair): boolean {
  return (['candidate', 'reference'] as const).every(
    (side) => a[side].function === b[side].function && a[side].file === b[side].file,
  );
}

function invalid(path: string, what: string): Failure {
  return {
    kind: 'project-invalid',
    message: `${path} ${what}, so no pair was written.`,
    remedy: 'Correct the file, then pair again.',
  };
}

/** One line, as the documents write it. */
function writePair({ candidate, reference }: FunctionPair): string {
  const side = ({ function: name, file }: FunctionPair['candidate']) =>
    `{ "function": ${JSON.stringify(name)}${file === undefined ? '' : `, "file": ${JSON.stringify(file)}`} }`;
  return `{ "candidate": ${side(candidate)}, "reference": ${side(reference)} }`;
}

/** How the file is indented: by what stands before its first key; empty where that is on the line of the bracket. */
function findStyle(text: string): { indent: string; newline: string } {
  const indent = /^\s*\{[ \t]*\r?\n([ \t]+)"/.exec(text)?.[1] ?? '';
  const isOneLine = /^\s*\{[ \t]*["}]/.test(text) && !text.trim().includes('\n');
  return {
    indent: indent === '' && !isOneLine ? '  ' : indent,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

interface Member {
  /** Offset of the key's quote. */
  keyStart: number;
  valueStart: number;
  /** Behind the value. */
  valueEnd: number;
}

/** A member of the outermost object, in a text known to be right. */
function findMember(text: string, wanted: string): Member | null {
  let at = skipBlanks(text, text.indexOf('{') + 1);
  while (text[at] === '"') {
    const keyStart = at;
    const keyEnd = skipValue(text, at);
    const valueStart = skipBlanks(text, text.indexOf(':', keyEnd) + 1);
    const valueEnd = skipValue(text, valueStart);
    if (JSON.parse(text.slice(keyStart, keyEnd)) === wanted) {
      return { keyStart, valueStart, valueEnd };
    }
    at = skipBlanks(text, valueEnd);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return null;
}

/** The texts of an array's items. */
function listItems(text: string, start: number): string[] {
  const items: string[] = [];
  let at = skipBlanks(text, start + 1);
  while (text[at] !== ']') {
    const end = skipValue(text, at);
    items.push(text.slice(at, end));
    at = skipBlanks(text, end);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return items;
}

/** Takes a member away with the comma before it, or, of the first, the one behind it. */
function removeMember(text: string, { keyStart, valueEnd }: Member): string {
  const head = text.slice(0, keyStart).trimEnd();
  if (head.endsWith(',')) return head.slice(0, -1) + text.slice(valueEnd);
  const behind = skipBlanks(text, valueEnd);
  return text[behind] === ','
    ? text.slice(0, keyStart) + text.slice(skipBlanks(text, behind + 1))
    : head + text.slice(behind);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** The offset behind a value that begins at `from`. */
function skipValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    } else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (depth > 0 || !/[\s,]/.test(char)) {
      // A number or a word ends where something else begins.
      if (depth === 0 && /[\s,}\]]/.test(text[at + 1] ?? ' ')) return at + 1;
      continue;
    }
    if (depth === 0) return at + 1;
  }
  return text.length;
}
