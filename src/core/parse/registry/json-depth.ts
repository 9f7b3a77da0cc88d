/**
 * How deep lists and objects of a file may stand in each other. Call trees nest twice a frame, and a run time's stack ends before 50,000;
 * without a bound a file of 40 MB of brackets takes 4 GB, with this one 0.1 GB.
 */
export const DEEPEST = 500_000;

/** What is said of a file that goes beyond. */
export const TOO_DEEP = `lists and objects are nested more than ${DEEPEST} deep`;

const QUOTE = 34;
const BACKSLASH = 92;

/** The byte at which JSON is nested deeper than DEEPEST; -1 where it is not. Looks at brackets and quotes alone. */
export function findTooDeep(bytes: Uint8Array): number {
  if (bytes.length <= DEEPEST) return -1;
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = bytes.indexOf(QUOTE, at + 1);
      while (at >= 0 && isEscaped(bytes, at)) at = bytes.indexOf(QUOTE, at + 1);
      if (at < 0) return -1;
    } else if (byte === 123 || byte === 91) {
      if (++depth > DEEPEST) return at;
    } else if (byte === 125 || byte === 93) depth--;
  }
  return -1;
}

function isEscaped(bytes: Uint8Array, at: number): boolean {
  let slashes = 0;
  while (bytes[at - 1 - slashes] === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}
