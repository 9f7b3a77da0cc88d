import { decodeUtf8 } from './registry/decode-utf8';

/**
 * A text's lines without their ends, one at a time, so that no second copy of a large text is made. From bytes, the
 * text may be longer than the 536,870,888 characters that V8 gives a string.
 */
export function* splitLines(text: string | Uint8Array): Generator<string> {
  if (typeof text !== 'string') {
    yield* splitBytes(text);
    return;
  }
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop > start && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop);
    start = stop + 1;
  }
}

function* splitBytes(bytes: Uint8Array): Generator<string> {
  // A byte order mark.
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    yield decodeUtf8(bytes, start, stop > start && bytes[stop - 1] === 13 ? stop - 1 : stop);
    start = stop + 1;
  }
}
