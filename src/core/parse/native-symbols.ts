import type { FrameKind } from '../model/profile';
import type { FoundFrame } from './stack-builder';

/** A function at an address, with the line of it that the address belongs to. */
export interface NativeFrame extends FoundFrame {
  /** 0 where unknown. */
  currentLine: number;
}

/**
 * What the capture knew of each address while the programs were at hand: comment lines in the raw capture, which
 * the tools that made it pass over.
 *
 *     # function <TAB> name <TAB> file <TAB> line of declaration      numbered from 0 in their order
 *     # address  <TAB> object <TAB> hexadecimal <TAB> n:line n:line…  functions there, innermost first
 *     # return   <TAB> object <TAB> hexadecimal <TAB> n:line n:line…  the same for an address returned to
 *     # named    <TAB> object <TAB> name as in the capture <TAB> n    the function behind a name
 */
export class NativeSymbols {
  readonly #functions: FoundFrame[] = [];
  readonly #addresses = new Map<string, NativeFrame[]>();
  readonly #names = new Map<string, FoundFrame>();

  /** Takes a comment line in; false when it is none of these. */
  read(line: string): boolean {
    const parts = line.split('\t');
    switch (parts[0]) {
      case '# function': {
        const file = parts[2] === '' ? null : (parts[2] ?? null);
        const kind = kindOfObject(file, parts[3] !== undefined && parts[3] !== '0');
        this.#functions.push({ name: parts[1] ?? '', file, line: Number(parts[3] ?? 0), kind });
        return true;
      }
      case '# address':
      case '# return': {
        const frames: NativeFrame[] = [];
        for (const part of (parts[3] ?? '').split(' ')) {
          const colon = part.indexOf(':');
          const found = this.#functions[Number(part.slice(0, colon))];
          if (found !== undefined) {
            frames.push({ ...found, currentLine: Number(part.slice(colon + 1)) });
          }
        }
        const key = addressKey(parts[1] ?? '', parts[2] ?? '', parts[0] === '# return');
        if (frames.length > 0) this.#addresses.set(key, frames);
        return true;
      }
      case '# named': {
        const found = this.#functions[Number(parts[3])];
        if (found !== undefined) this.#names.set(`${parts[1] ?? ''}\0${parts[2] ?? ''}`, found);
        return true;
      }
      default:
        return false;
    }
  }

  /** Functions at an address, innermost first; null where the capture has none for it. */
  at(object: string, address: string, isReturn: boolean): readonly NativeFrame[] | null {
    return this.#addresses.get(addressKey(object, address, isReturn)) ?? null;
  }

  named(object: string, name: string): FoundFrame | null {
    return this.#names.get(`${object}\0${name}`) ?? null;
  }
}

function addressKey(object: string, address: string, isReturn: boolean): string {
  return `${isReturn ? 'r' : 'a'}${object}\0${address}`;
}

/** Kind of a frame from the object that holds it, and whether its source is known. */
export function kindOfObject(file: string | null, hasSource: boolean): FrameKind {
  if (file === null) return 'native';
  if (/^\[(kernel|guest\.kernel)|\.ko(\.[a-z0-9]+)?\]?$/.test(file)) return 'kernel';
  if (
    /\/(libc|libm|libpthread|ld-linux[^/]*|ld-musl[^/]*|libstdc\+\+|libgcc_s|libc\+\+)[-.][^/]*$/.test(
      file,
    )
  ) {
    return 'runtime';
  }
  // Headers of the standard library, glibc's own folders of sources, and those of Rust's.
  if (
    /^\/usr\/(include|lib\/gcc)\/|^\.{1,2}\/(sysdeps|csu|nptl|elf|malloc|stdlib|io|posix|string)\/|^\/rustc\//.test(
      file,
    )
  ) {
    return 'runtime';
  }
  if (/^\/usr\/|\/\.cargo\/registry\/|\.so(\.|$)/.test(file)) return 'library';
  return hasSource ? 'own' : 'native';
}

/** A frame for a function of which only the name and the object are known. */
export function frameOfObject(name: string, object: string | null): FoundFrame {
  const known = name !== '' && name !== '[unknown]' && name !== '???';
  const place = object === null || object === '' || object === '[unknown]' ? null : object;
  const base =
    place === null
      ? '[unknown]'
      : `[${place.slice(place.lastIndexOf('/') + 1).replace(/^\[|\]$/g, '')}]`;
  return {
    name: known ? shortenFunctionName(name) : base,
    file: place,
    line: 0,
    kind: kindOfObject(place, false),
  };
}

/**
 * A linker's or demangler's name as all mechanisms show it: without the version of a symbol, without what the
 * compiler appends to a part or copy of a function, without Rust's hash, without parameters and return type.
 */
export function shortenFunctionName(name: string): string {
  let short = name
    .replace(/@@?[A-Za-z][\w.]*$/, '')
    .replace(/ \[clone [^\]]*\]/g, '')
    .replace(/(\.(part|cold|constprop|isra|lto_priv|localalias|llvm)(\.\d+)*)+$/, '')
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/\[[0-9a-f]{8,16}\](?=::)/g, '');
  if (short.endsWith(')') || /\) const( &{0,2})?$/.test(short)) short = withoutParameters(short);
  return short === '' ? name : short;
}

function withoutParameters(name: string): string {
  const end = name.lastIndexOf(')');
  let depth = 0;
  let open = -1;
  for (let at = end; at >= 0; at--) {
    const letter = name[at];
    if (letter === ')') depth++;
    else if (letter === '(' && --depth === 0) {
      open = at;
      break;
    }
  }
  // `(anonymous namespace)` and `operator()` are names, not parameters.
  if (open <= 0 || name.endsWith('(anonymous namespace)')) return name;
  if (name.slice(0, open).endsWith('operator') && end === open + 1) return name;
  return withoutReturnType(name.slice(0, open));
}

/** A return type stands before templates' names: all up to the last space outside of brackets. */
function withoutReturnType(name: string): string {
  const operator = /(^|[ :])operator\b/.exec(name);
  const limit = operator === null ? name.length : operator.index + (operator[1] === '' ? 0 : 1);
  let depth = 0;
  let cut = 0;
  for (let at = 0; at < limit; at++) {
    const letter = name[at];
    if (letter === '<' || letter === '(' || letter === '{') depth++;
    else if (letter === '>' || letter === ')' || letter === '}') depth--;
    else if (letter === ' ' && depth === 0 && !name.startsWith('for ', at + 1)) cut = at + 1;
  }
  return cut > 0 && cut < name.length && !/(^| )for $/.test(name.slice(0, cut))
    ? name.slice(cut)
    : name;
}
