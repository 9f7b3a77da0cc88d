/** Thrown while reading a snapshot that breaks the format; `at` is the place in the chunk being read. */
export class BrokenSnapshot extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'BrokenSnapshot';
    this.at = at;
  }
}

/** A reader of one JSON value that may arrive in any number of chunks. */
export interface ValueReader {
  /** True once the value's last byte was read. */
  readonly ended: boolean;
  /** Reads on from `from`; gives the place behind the last byte used, which is the chunk's end unless the value ended. */
  read(chunk: Uint8Array, from: number): number;
}

/** True for the four bytes that JSON allows between tokens. */
export function isBlank(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
