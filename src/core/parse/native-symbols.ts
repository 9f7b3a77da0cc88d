import type { FrameKind } from '../model/profile';
import { classifyFrame } from './parse-context';
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
  readonly #ownFolders: readonly string[];
  readonly #functions: FoundFrame[] = [];
  readonly #addresses = new Map<string, NativeFrame[]>();
  readonly #names = new Map<string, FoundFrame>();

  constructor(ownFolders: readonly string[]) {
    this.#ownFolders = ownFolders;
  }

  /** Takes a comment line in; false when it is none of these. */
  read(line: string): boolean {
    const parts = line.split('\t');
    switch (parts[0]) {
      case '# function': {
        const file = parts[2] === '' ? null : (parts[2] ?? null);
        this.#functions.push({
          name: parts[1] ?? '',
          file,
          line: Number(parts[3] ?? 0),
          kind: 'native',
        });
        return true;
      }
      case '# address':
      case '# return': {
        const object = parts[1] ?? '';
        const frames: NativeFrame[] = [];
        for (const part of (parts[3] ?? '').split(' ')) {
          const colon = part.indexOf(':');
          const found = this.#functions[Number(part.slice(0, colon))];
          if (found !== undefined) {
            frames.push({
              ...found,
              file: found.file ?? object,
              kind: kindOfNative(found.file, object, this.#ownFolders),
              currentLine: Number(part.slice(colon + 1)),
            });
          }
        }
        const key = addressKey(object, parts[2] ?? '', parts[0] === '# return');
        if (frames.length > 0) this.#addresses.set(key, frames);
        return true;
      }
      case '# named': {
        const found = this.#functions[Number(parts[3])];
        const object = parts[1] ?? '';
        if (found !== undefined) {
          const kind = kindOfNative(found.file, object, this.#ownFolders);
          const named = { ...found, file: found.file ?? object, kind };
          this.#names.set(`${object}\0${parts[2] ?? ''}`, named);
        }
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

const RUN_TIME_OBJECT =
  /\/(libc|libm|libpthread|libdl|librt|ld-linux[^/]*|ld-musl[^/]*|libstdc\+\+|libgcc_s|libc\+\+|libunwind|linux-vdso|vgpreload_[^/]*|libheaptrack_[^/]*)[-.][^/]*$|^\[(vdso|vsyscall)\]$/;

/** Headers of the standard libraries, and sources that they were compiled from: Go's where it is installed by a system, by hand or by itself. */
const RUN_TIME_SOURCE =
  /^\/usr\/(include|lib\/gcc)\/|^\/rustc\/|^\/rust\/deps\/|\/rustlib\/src\/|\/go\/src\/runtime\/|^\/usr\/(lib|local|share)\/go(-[\d.]+)?\/src\/|\/golang\.org\/toolchain@[^/]+\/src\/|\/sdk\/go[\d.]+\/src\//;

/** Kind of a function from its source file (null where unknown) and the object that holds its code. */
export function kindOfNative(
  source: string | null,
  object: string,
  ownFolders: readonly string[] = [],
): FrameKind {
  if (/^\[(kernel|guest\.kernel)|\.ko(\.[a-z0-9]+)?\]?$/.test(object)) return 'kernel';
  if (RUN_TIME_OBJECT.test(object) || (source !== null && RUN_TIME_SOURCE.test(source))) {
    return 'runtime';
  }
  const inPackage =
    source !== null && /^\/usr\/|\/\.cargo\/registry\/|\/go\/pkg\/mod\//.test(source);
  if (inPackage || /^\/(usr\/)?lib(32|64|x32)?\/|\.so(\.|$)/.test(object)) return 'library';
  if (source === null) return 'native';
  // A relative path was left by a compiler told to hide its folder: nothing speaks against it.
  if (ownFolders.length === 0 || !source.startsWith('/')) return 'own';
  return classifyFrame('', source, ownFolders);
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
    kind: kindOfNative(null, place ?? ''),
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
    .replace(/'\d+$/, '')
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
