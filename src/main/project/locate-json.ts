/** Where the values of a JSON text stand, and where its syntax breaks; JSON.parse tells neither. */

/** A place in a text, both 1-based. */
export interface TextPosition {
  line: number;
  column: number;
}

/** The positions of all values, or the first error of syntax. */
export type JsonMap =
  | { ok: true; positions: Map<string, TextPosition> }
  | { ok: false; problem: string; position: TextPosition };

/** Key under which JsonMap holds a path. */
export function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

interface Container {
  kind: 'object' | 'array';
  path: string[];
  index: number;
  keys: Set<string>;
}

// A project file is 5 deep; paths are copied at each level.
const DEEPEST = 64;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const LITERAL = /true|false|null/y;

/** Reads a JSON text and notes the position of each value. A key written twice in one object is an error too. */
export function locateJson(text: string): JsonMap {
  const positions = new Map<string, TextPosition>();
  const open: Container[] = [];
  let at = 0;
  // Asked for ascending offsets only, so that a walk over the text is enough.
  const seen = { line: 1, lineStart: 0, offset: 0 };
  const position = (offset: number): TextPosition => {
    for (; seen.offset < offset; seen.offset += 1) {
      if (text[seen.offset] !== '\n') continue;
      seen.line += 1;
      seen.lineStart = seen.offset + 1;
    }
    return { line: seen.line, column: offset - seen.lineStart + 1 };
  };
  const broken = (problem: string, offset = at): JsonMap => ({
    ok: false,
    problem: offset >= text.length ? `the text ends where ${problem}` : problem,
    position: position(offset),
  });
  const skipBlanks = (): void => {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at += 1;
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  let path: string[] = [];
  for (;;) {
    skipBlanks();
    positions.set(pathKey(path), position(at));
    const char = text[at];
    let closed = true;
    if (char === '{' || char === '[') {
      if (open.length === DEEPEST) return broken(`brackets stand ${DEEPEST} deep`);
      at += 1;
      open.push({ kind: char === '{' ? 'object' : 'array', path, index: -1, keys: new Set() });
      closed = false;
    } else if (char === '"') {
      if (match(STRING) === null) return broken('a string is not closed or holds a bad escape');
    } else if (match(NUMBER) === null && match(LITERAL) === null) {
      if (text.startsWith('//', at) || text.startsWith('/*', at)) {
        return broken('JSON has no comments');
      }
      if (char === '}' || char === ']') return broken('a comma stands before the closing bracket');
      return broken('a value is expected');
    }
    // Closes what ends here, then goes on to the next value.
    for (;;) {
      const container = open.at(-1);
      skipBlanks();
      if (container === undefined) {
        return at < text.length
          ? broken('something stands after the end of the document')
          : { ok: true, positions };
      }
      const end = container.kind === 'object' ? '}' : ']';
      if (text[at] === end && (closed || container.index === -1)) {
        at += 1;
        open.pop();
        closed = true;
        continue;
      }
      if (closed) {
        if (text[at] !== ',') return broken(`a comma or ${end} is expected`);
        at += 1;
      }
      break;
    }
    const container = open.at(-1)!;
    container.index += 1;
    if (container.kind === 'array') {
      path = [...container.path, String(container.index)];
      continue;
    }
    skipBlanks();
    const keyStart = at;
    if (text[at] === '}') return broken('a comma stands before the closing bracket');
    const key = match(STRING);
    if (key === null) return broken('a name in double quotes is expected');
    const name = JSON.parse(key) as string;
    if (container.keys.has(name)) return broken(`the name ${key} is written twice`, keyStart);
    container.keys.add(name);
    skipBlanks();
    if (text[at] !== ':') return broken('a colon is expected');
    at += 1;
    path = [...container.path, name];
  }
}
