import { NO_STACK, type FrameTable, type StackTable } from '../model/profile';
import { classifyFrame, kindIndex } from './parse-context';

/** Collects frames, one row for each distinct name, file, line and column. */
export class FrameCollector {
  readonly #ownFolders: readonly string[];
  readonly #indices = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #files: (string | null)[] = [];
  readonly #lines: number[] = [];
  readonly #columns: number[] = [];
  readonly #kinds: number[] = [];

  constructor(ownFolders: readonly string[]) {
    this.#ownFolders = ownFolders;
  }

  /** Index of the frame, added when new. Line and column 1-based, 0 where unknown; an empty name is `(anonymous)`. */
  add(name: string, file: string | null, line: number, column: number, kind?: number): number {
    const shown = name === '' ? '(anonymous)' : name;
    const key = `${shown}\0${file ?? ''}\0${line}\0${column}`;
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const index = this.#names.length;
    this.#indices.set(key, index);
    this.#names.push(shown);
    this.#files.push(file);
    this.#lines.push(line);
    this.#columns.push(column);
    this.#kinds.push(kind ?? kindIndex(classifyFrame(shown, file, this.#ownFolders)));
    return index;
  }

  build(): FrameTable {
    return {
      length: this.#names.length,
      name: this.#names,
      file: this.#files,
      line: Int32Array.from(this.#lines),
      column: Int32Array.from(this.#columns),
      kind: Uint8Array.from(this.#kinds),
    };
  }
}

/** Collects stacks as a prefix tree: the same frame under the same parent is one row. */
export class StackCollector {
  readonly #indices = new Map<string, number>();
  readonly #frames: number[] = [];
  readonly #parents: number[] = [];

  /** Index of the stack; the parent must have been added before, or be NO_STACK. */
  add(frame: number, parent: number = NO_STACK): number {
    const key = `${frame},${parent}`;
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const index = this.#frames.length;
    this.#indices.set(key, index);
    this.#frames.push(frame);
    this.#parents.push(parent);
    return index;
  }

  build(): StackTable {
    return {
      length: this.#frames.length,
      frame: Int32Array.from(this.#frames),
      parent: Int32Array.from(this.#parents),
    };
  }
}
