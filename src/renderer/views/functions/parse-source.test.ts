import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { languageOf, parseSource, spansOfLine, type Language, type Span } from './parse-source';

const here = new AbortController().signal;

async function coloursOf(text: string, language: Language): Promise<Span[][]> {
  const tree = await parseSource(text, language, here);
  let from = 0;
  return text.split('\n').map((line) => {
    const spans = spansOfLine(tree!, line, from);
    from += line.length + 1;
    return spans;
  });
}

const fixture = (path: string) =>
  readFileSync(new URL(`../../../../fixtures/${path}`, import.meta.url), 'utf8');

describe('languageOf', () => {
  it.each([
    ['/srv/app/a.mjs', 'javascript'],
    ['C:\\app\\View.TSX', 'tsx'],
    ['lib.rs', 'rust'],
    ['sorts.cpp', 'cpp'],
    ['leaves.c', 'cpp'],
    ['Makefile', null],
    ['query.sql', null],
    ['a.constructor', null],
  ])('%s: %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });
});

describe('spansOfLine', () => {
  const SAMPLES: [Language, string, string, string][] = [
    [
      'javascript',
      'function scan(rows) { return rows.length; } // all',
      'function',
      'code-keyword',
    ],
    ['typescript', 'const x: Row<string> = "a" satisfies string;', '"a"', 'code-string'],
    ['tsx', 'const v = <Row size={3} />;', '3', 'code-number'],
    ['python', 'def scan(rows):  # all', '# all', 'code-comment'],
    ['cpp', 'static int scan(const Row& r) { return 1; }', 'return', 'code-keyword'],
    ['rust', 'fn scan(rows: &[Row]) -> u64 { 7 }', 'fn', 'code-keyword'],
    ['go', 'func scan(rows []Row) string { return "a" }', '"a"', 'code-string'],
    ['java', 'class Scan { int rows = 12; }', 'class', 'code-keyword'],
  ];
  it.each(SAMPLES)('colours %s', async (language, text, word, className) => {
    const spans = (await coloursOf(text, language)).flat();
    expect(spans).toContainEqual({ text: word, className });
  });

  it.each([
    ['native-programs/sorts.cpp', 'cpp'],
    ['native-programs/leaves.c', 'cpp'],
    ['native-programs/shares.rs', 'rust'],
    ['native-programs/shares.go', 'go'],
    ['python-3.11.2/ledger.py', 'python'],
    ['heapsnapshot-node-20/program.mjs', 'javascript'],
  ] as const)('loses and adds no letter of %s', async (path, language) => {
    const text = fixture(path);
    const lines = await coloursOf(text, language);
    expect(lines.map((spans) => spans.map((span) => span.text).join('')).join('\n')).toBe(text);
    expect(new Set(lines.flat().map(({ className }) => className)).size).toBeGreaterThan(3);
  });

  it('knows in the middle of a comment or template that it is one', async () => {
    const lines = await coloursOf('/* one\n two */ const a = `x\n${a} y`;', 'javascript');
    expect(lines[1]![0]).toEqual({ text: ' two */', className: 'code-comment' });
    expect(lines[2]!.at(-2)?.className).toBe('code-string');
  });

  it('goes on after what it cannot read', async () => {
    const lines = await coloursOf('}}} ((( @@\nfunction go() { return 1; }', 'javascript');
    expect(lines[1]![0]).toEqual({ text: 'function', className: 'code-keyword' });
  });
});

describe('parseSource', () => {
  it('stops when it is not wanted any more', async () => {
    const gone = new AbortController();
    gone.abort();
    expect(await parseSource('let a;', 'javascript', gone.signal)).toBeNull();
  });

  it('lets others work while it reads ten thousand lines', async () => {
    const text = Array.from(
      { length: 10_000 },
      (_, n) => `export const row${n} = [${n}, "x${n}"];`,
    );
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const tree = await parseSource(text.join('\n'), 'javascript', here);
    clearInterval(timer);
    expect(tree!.length).toBe(text.join('\n').length);
    expect(turns).toBeGreaterThan(0);
  });
});
