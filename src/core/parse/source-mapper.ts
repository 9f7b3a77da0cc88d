import {
  decodedMappings,
  FlattenMap,
  originalPositionFor,
  traceSegment,
  type TraceMap,
} from '@jridgewell/trace-mapping';
import { fileOfUrl, type OriginalFrame, type SourceMaps } from './parse-context';

/**
 * Text of a file or of a data: URL, or why it cannot be had (a sentence's end, e.g. `is not there`), with the text where
 * there is one that is not the one that ran.
 */
export type ReadSource = (path: string) => { text: string } | { problem: string; text?: string };

interface Mapped {
  map: TraceMap;
  /** Lines of the generated code; empty where only its map is known. */
  lines: readonly string[];
}

const COMMENT = 'sourceMappingURL=';
/** Between a function's name and its parameters: `name(`, `name = async (`, `name: function* (`, `name = class`. */
const NAME_BEFORE = /([\p{ID_Continue}$]+)\s*(?:[=:]\s*)?(?:async\b\s*)?(?:function\b\s*)?\*?\s*$/u;
/** A line that stems from more lines than this is a bundle's: which of them took the time is not known. */
const MOST_LINES_OF_ONE = 20;

/** Maps functions of compiled and bundled JavaScript back by the source maps beside or inside their files. */
export class SourceMapper implements SourceMaps {
  readonly #read: ReadSource;
  readonly #files = new Map<string, Mapped | null>();
  readonly #notes = new Set<string>();

  constructor(read: ReadSource) {
    this.#read = read;
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }

  addMap(file: string, url: string): void {
    if (this.#files.has(file)) return;
    const found = this.#read(url);
    if ('problem' in found) this.#fail(file, found.problem);
    this.#files.set(file, 'problem' in found ? null : this.#parse(file, file, found.text, []));
  }

  mapFunction(name: string, file: string, line: number, column: number): OriginalFrame | null {
    const mapped = this.#open(file);
    if (mapped === null || line < 1) return null;
    // A module's own code has no place of its own in a bundle of several.
    if (line === 1 && column === 1 && name === '' && mapped.map.resolvedSources.length === 1) {
      return { name, file: toFile(mapped.map.resolvedSources[0]!), line, column };
    }
    const found = originalPositionFor(mapped.map, { line, column: Math.max(0, column - 1) });
    if (found.source === null) return null;
    return {
      name: findName(mapped, name, line, column) ?? name,
      file: toFile(found.source),
      line: found.line,
      column: found.column + 1,
    };
  }

  mapLine(file: string, line: number): { file: string; line: number } | null | undefined {
    const mapped = this.#open(file);
    if (mapped === null) return undefined;
    const segments = decodedMappings(mapped.map)[line - 1]?.filter((one) => one.length > 1) ?? [];
    const [, source, first] = segments[0] ?? [];
    if (source === undefined || first === undefined) return null;
    let least = first;
    let most = first;
    for (const segment of segments) {
      if (segment[1] !== source) return null;
      least = Math.min(least, segment[2]!);
      most = Math.max(most, segment[2]!);
    }
    const original = mapped.map.resolvedSources[source];
    if (original === undefined || most - least > MOST_LINES_OF_ONE) return null;
    return { file: toFile(original), line: first + 1 };
  }

  #open(file: string): Mapped | null {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const opened = /\.[cm]?jsx?$/.test(file) && !file.startsWith('node:') ? this.#load(file) : null;
    this.#files.set(file, opened);
    return opened;
  }

  #load(file: string): Mapped | null {
    const code = this.#read(file);
    if ('problem' in code) {
      if (code.text?.includes(COMMENT) === true) {
        this.#notes.add(`${file} ${code.problem}; its functions are shown as compiled.`);
      }
      return null;
    }
    const at = code.text.lastIndexOf(COMMENT);
    const reference = at < 0 ? null : /^[^\s'"*]+/.exec(code.text.slice(at + COMMENT.length))?.[0];
    // Also where the comment was left out ("hidden" maps), but then without a note when there is none.
    const location = reference == null ? `${file}.map` : resolveBeside(file, reference);
    const found = this.#read(location);
    if ('problem' in found) {
      if (reference != null) this.#fail(file, found.problem);
      return null;
    }
    const base = location.startsWith('data:') ? file : location;
    return this.#parse(file, base, found.text, code.text.split('\n'));
  }

  #parse(file: string, base: string, text: string, lines: readonly string[]): Mapped | null {
    try {
      // Some servers put this before JSON, so that it cannot be run as a script.
      const json: unknown = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ''));
      const map = new FlattenMap(json as ConstructorParameters<typeof FlattenMap>[0], toUrl(base));
      // Decoding is lazy; a broken map shows here.
      traceSegment(map, 0, 0);
      return { map, lines };
    } catch (error) {
      this.#fail(file, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  #fail(file: string, problem: string): void {
    this.#notes.add(`The source map of ${file} ${problem}; its functions are shown as compiled.`);
  }
}

/** The name that the function's identifier had; null where the map does not tell. */
function findName(
  { map, lines }: Mapped,
  name: string,
  line: number,
  column: number,
): string | null {
  // `get size`, `Store.open` and `#hidden` have their identifier at the end.
  const simple = /[\p{ID_Continue}$]+$/u.exec(name)?.[0];
  const text = lines[line - 1]?.slice(0, column - 1);
  if (simple === undefined || text === undefined) return null;
  const match = NAME_BEFORE.exec(text.slice(-200));
  if (match?.[1] !== simple) return null;
  const start = text.length - Math.min(200, text.length) + match.index;
  const segment = traceSegment(map, line - 1, start);
  if (segment?.length !== 5 || segment[0] !== start) return null;
  const original = map.names[segment[4]];
  return original === undefined || original === ''
    ? null
    : name.slice(0, name.length - simple.length) + original;
}

function toUrl(path: string): string {
  if (/^[a-z][a-z+.-]+:/i.test(path)) return path;
  const slashes = path.replaceAll('\\', '/');
  const url = encodeURI(slashes).replaceAll('#', '%23').replaceAll('?', '%3F');
  return `file://${slashes.startsWith('/') ? '' : '/'}${url}`;
}

function resolveBeside(file: string, reference: string): string {
  if (reference.startsWith('data:') || /^[a-z][a-z+.-]+:\/\//i.test(reference)) {
    return fileOfUrl(reference) ?? reference;
  }
  let decoded = reference;
  try {
    decoded = decodeURIComponent(reference);
  } catch {
    // Not encoded: taken as it is.
  }
  if (/^([\\/]|[a-z]:)/i.test(decoded)) return decoded;
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1) + decoded;
}

/** Paths of bundlers that give sources URLs of their own, e.g. `webpack://name/./src/a.ts`, lose what stands before. */
function toFile(source: string): string {
  const bundled = /^(?:webpack|turbopack|rspack|vite|ng):\/\/[^/]*\/(.*)$/.exec(source);
  if (bundled !== null) return bundled[1]!.replace(/^(\.\/)+/, '').replace(/\?[^/]*$/, '');
  return fileOfUrl(source) ?? source;
}
