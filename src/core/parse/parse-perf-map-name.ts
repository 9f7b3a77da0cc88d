import { classifyFrame, fileOfUrl, type ParseContext } from './parse-context';
import type { FoundFrame } from './stack-builder';

/** True for the object that perf names JavaScript's compiled code by: the file that V8 wrote for it. */
export function isPerfMap(object: string): boolean {
  return /\/perf-\d+\.map$/.test(object);
}

/** `JS:*name file:///a/b.js:12:5`: tier, name, place; the tier is * optimised, + and ^ baseline, ~ interpreted. */
const FUNCTION =
  /^(?:JS|LazyCompile|Function|Script|Eval):[*+^~]?(.*?) ?((?:\/|node:|file:|https?:|evalmachine|[A-Za-z]:[\\/]).*?|[^\s/]*):(\d+):(\d+)$/;

/** The function behind a name that V8 gave perf, at the place where it was written. */
export function parsePerfMapName(symbol: string, context: ParseContext): FoundFrame {
  const found = FUNCTION.exec(symbol);
  if (found !== null) {
    const file = fileOfUrl(found[2]!);
    const name = found[1]!;
    const line = Number(found[3]);
    const column = Number(found[4]);
    const original =
      file === null ? null : (context.sources?.mapFunction(name, file, line, column) ?? null);
    const place = original ?? { name, file, line, column };
    const kind = classifyFrame(place.name, place.file, context.ownFolders);
    return { ...place, name: place.name === '' ? '(anonymous)' : place.name, kind };
  }
  const expression = /^RegExp:(.*)$/.exec(symbol);
  if (expression !== null) {
    return { name: `RegExp: ${expression[1]!}`, file: null, line: 0, kind: 'native' };
  }
  // Code that V8 made for itself: builtins, stubs, handlers of bytecodes.
  const name = symbol.replace(/^(?:Builtin|Stub|BytecodeHandler|Bytecode_?[Hh]andler):/, '');
  return { name, file: null, line: 0, kind: 'runtime' };
}
