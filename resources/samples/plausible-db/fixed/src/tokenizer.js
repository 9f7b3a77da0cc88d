/**
 * Splits SQL text into tokens.
 *
 * A token is `{ type, value, position }`, where `type` is one of `word`, `number`, `string`,
 * `symbol`, `parameter` and `end`. Words keep their spelling; the parser compares them without
 * regard to case.
 */

const SYMBOLS = new Set(['(', ')', ',', '*', '=', '<', '>', ';', '-']);
const WIDE_SYMBOLS = new Set(['<=', '>=']);

function isSpace(code) {
  return code === 32 || (code >= 9 && code <= 13);
}

function isDigit(code) {
  return code >= 48 && code <= 57;
}

function isWordStart(code) {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function isWordPart(code) {
  return isWordStart(code) || isDigit(code);
}

/** Reads a quoted string that starts at `start`; a doubled quote stands for one quote. */
function readString(sql, start) {
  let value = '';
  let index = start + 1;
  while (index < sql.length) {
    if (sql[index] === "'") {
      if (sql[index + 1] !== "'") return { value, next: index + 1 };
      index += 1;
    }
    value += sql[index];
    index += 1;
  }
  throw new SyntaxError(`unterminated string at position ${start}`);
}

function readNumber(sql, start) {
  let index = start;
  while (index < sql.length && isDigit(sql.charCodeAt(index))) index += 1;
  if (sql[index] === '.') {
    index += 1;
    while (index < sql.length && isDigit(sql.charCodeAt(index))) index += 1;
  }
  return { value: Number(sql.slice(start, index)), next: index };
}

function readWord(sql, start) {
  let index = start;
  while (index < sql.length && isWordPart(sql.charCodeAt(index))) index += 1;
  return { value: sql.slice(start, index), next: index };
}

/**
 * Returns the tokens of one SQL statement, closed by an `end` token.
 *
 * @throws {SyntaxError} on a character that cannot start a token, with its position.
 */
export function tokenize(sql) {
  const tokens = [];
  let position = 0;
  while (position < sql.length) {
    const code = sql.charCodeAt(position);
    if (isSpace(code)) {
      position += 1;
      continue;
    }
    const character = sql[position];
    if (character === "'") {
      const { value, next } = readString(sql, position);
      tokens.push({ type: 'string', value, position });
      position = next;
    } else if (isDigit(code)) {
      const { value, next } = readNumber(sql, position);
      tokens.push({ type: 'number', value, position });
      position = next;
    } else if (isWordStart(code)) {
      const { value, next } = readWord(sql, position);
      tokens.push({ type: 'word', value, position });
      position = next;
    } else if (character === '?') {
      tokens.push({ type: 'parameter', value: character, position });
      position += 1;
    } else if (WIDE_SYMBOLS.has(sql.slice(position, position + 2))) {
      tokens.push({ type: 'symbol', value: sql.slice(position, position + 2), position });
      position += 2;
    } else if (SYMBOLS.has(character)) {
      tokens.push({ type: 'symbol', value: character, position });
      position += 1;
    } else {
      throw new SyntaxError(`unexpected character "${character}" at position ${position}`);
    }
  }
  tokens.push({ type: 'end', value: '', position });
  return tokens;
}
