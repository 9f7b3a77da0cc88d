/** Damage as it happens to files, and as someone would do it who wants to bring a reader down. */

/** Numbers from 0 up to, not including, 1; the same seed gives the same numbers (mulberry32). */
export function seedRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Texts that have broken readers. */
const TOKENS = [
  '-1',
  '0',
  'NaN',
  '1e999',
  '99999999999999999999',
  '4294967296',
  '2147483648',
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '"__proto__"',
  '"\\ud800"',
  '\\u0000',
  '[[[[[[[[[[[[[[[[',
  '}',
  '\n',
  '\t',
  ';',
  '((',
].map((token) => Uint8Array.from(token, (letter) => letter.charCodeAt(0)));

/** A damaged copy: one to four of flipped bits, cuts, repeats, moved pieces, and changed tokens. */
export function mutateBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  let mutated = bytes;
  const steps = 1 + Math.floor(random() * 4);
  for (let step = 0; step < steps; step++) mutated = mutateOnce(mutated, random);
  return mutated;
}

function mutateOnce(bytes: Uint8Array, random: () => number): Uint8Array {
  const place = (): number => Math.floor(random() * (bytes.length + 1));
  const at = place();
  const length = Math.floor(random() ** 4 * 2000);
  const end = Math.min(bytes.length, at + length);
  switch (Math.floor(random() * 7)) {
    case 0: {
      const copy = bytes.slice();
      if (at < copy.length) copy[at]! ^= 1 << Math.floor(random() * 8);
      return copy;
    }
    case 1:
      return bytes.slice(0, at);
    case 2:
      return join(bytes.subarray(0, at), bytes.subarray(end));
    case 3: {
      const piece = bytes.subarray(at, end);
      return join(bytes.subarray(0, end), piece, piece, bytes.subarray(end));
    }
    case 4: {
      const to = place();
      return join(bytes.subarray(0, to), bytes.subarray(at, end), bytes.subarray(to));
    }
    case 5: {
      const copy = bytes.slice();
      for (let byte = at; byte < Math.min(end, at + 16); byte++)
        copy[byte] = Math.floor(random() * 256);
      return copy;
    }
    default:
      return replaceToken(bytes, at, TOKENS[Math.floor(random() * TOKENS.length)]!);
  }
}

/** Puts a token where the next number or word stands. */
function replaceToken(bytes: Uint8Array, from: number, token: Uint8Array): Uint8Array {
  const isWord = (byte: number | undefined): boolean =>
    byte !== undefined &&
    (byte === 45 || byte === 46 || (byte >= 48 && byte <= 57) || (byte | 32) >= 97);
  let start = from;
  while (start < bytes.length && !isWord(bytes[start])) start++;
  let end = start;
  while (end < bytes.length && end < start + 64 && isWord(bytes[end])) end++;
  return join(bytes.subarray(0, start), token, bytes.subarray(end));
}

function join(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
