/**
 * Source text → coloured spans: the only place that knows the grammars. Each is loaded when a file of its language is first shown, and
 * a long file is read in slices, so that neither the start of the window nor a scroll waits for it.
 */
import type { Parser, Tree } from '@lezer/common';
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';

/** A stretch of text with the class of its colour; null where it has none. */
export interface Span {
  text: string;
  className: string | null;
}

/** Which colour each kind of word has; see source-code.css. Punctuation and plain names stay as they are. */
const COLOURS = tagHighlighter([
  { tag: [tags.comment, tags.docComment], class: 'code-comment' },
  {
    tag: [tags.string, tags.special(tags.string), tags.regexp, tags.character],
    class: 'code-string',
  },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], class: 'code-number' },
  {
    tag: [tags.keyword, tags.modifier, tags.self, tags.definitionKeyword, tags.moduleKeyword],
    class: 'code-keyword',
  },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], class: 'code-type' },
  {
    tag: [
      tags.function(tags.definition(tags.variableName)),
      tags.function(tags.definition(tags.propertyName)),
      tags.definition(tags.function(tags.variableName)),
      tags.macroName,
    ],
    class: 'code-function',
  },
  { tag: [tags.meta, tags.processingInstruction, tags.annotation], class: 'code-meta' },
]);

const GRAMMARS = {
  javascript: async () => (await import('@lezer/javascript')).parser.configure({ dialect: 'jsx' }),
  typescript: async () => (await import('@lezer/javascript')).parser.configure({ dialect: 'ts' }),
  tsx: async () => (await import('@lezer/javascript')).parser.configure({ dialect: 'ts jsx' }),
  python: async () => (await import('@lezer/python')).parser,
  cpp: async () => (await import('@lezer/cpp')).parser,
  rust: async () => (await import('@lezer/rust')).parser,
  go: async () => (await import('@lezer/go')).parser,
  java: async () => (await import('@lezer/java')).parser,
} satisfies Record<string, () => Promise<Parser>>;

/** A language with a grammar. C is read as C++, which it nearly is part of. */
export type Language = keyof typeof GRAMMARS;

const EXTENSIONS: Readonly<Record<Language, string>> = {
  javascript: 'js mjs cjs jsx',
  typescript: 'ts mts cts',
  tsx: 'tsx',
  python: 'py pyi',
  cpp: 'c h cc cpp cxx hh hpp hxx',
  rust: 'rs',
  go: 'go',
  java: 'java',
};

const LANGUAGES: ReadonlyMap<string, Language> = new Map(
  (Object.keys(EXTENSIONS) as Language[]).flatMap((language) =>
    EXTENSIONS[language].split(' ').map((extension) => [extension, language] as const),
  ),
);

/** Longest time that reading keeps the window from answering: half a frame at 60 a second. */
const SLICE_MS = 8;

/** The language of a file by its name; null where there is no grammar for it. */
export function languageOf(path: string): Language | null {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  return extension === undefined ? null : (LANGUAGES.get(extension) ?? null);
}

/** Reads a text. The grammars go on after mistakes, so that a part of a file has colours too. Null once the signal is aborted. */
export async function parseSource(
  text: string,
  language: Language,
  signal: AbortSignal,
): Promise<Tree | null> {
  const parser: Parser = await GRAMMARS[language]();
  const parse = parser.startParse(text);
  let sliceEnds = performance.now() + SLICE_MS;
  while (!signal.aborted) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (performance.now() < sliceEnds) continue;
    await new Promise((resolve) => setTimeout(resolve));
    sliceEnds = performance.now() + SLICE_MS;
  }
  return null;
}

/** One line as spans that together are its text. `from` is where it starts in the text that the tree was read from. */
export function spansOfLine(tree: Tree, line: string, from: number): Span[] {
  const spans: Span[] = [];
  let at = from;
  const to = from + line.length;
  const add = (end: number, className: string | null) => {
    if (end > at) spans.push({ text: line.slice(at - from, end - from), className });
    at = Math.max(at, end);
  };
  highlightTree(
    tree,
    COLOURS,
    (start, end, className) => {
      add(Math.min(start, to), null);
      add(Math.min(end, to), className);
    },
    from,
    to,
  );
  add(to, null);
  return spans;
}
