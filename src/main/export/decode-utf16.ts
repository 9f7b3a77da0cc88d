/** Texts in UTF-16, as PowerShell's `>` writes them: Windows has no other habit for the output of tools. */
import { ByteSink } from './decompress-file';

/** Bytes decoded at once. */
const PIECE = 1 << 20;

/** The encoding that a byte order mark names; null for any other beginning. */
export function detectUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [a, b, c, d] = bytes;
  // Four bytes of UTF-32 begin in the same way.
  if (a === 0xff && b === 0xfe && (c !== 0 || d !== 0)) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

/** The same text in UTF-8 without its mark; null where it would have more than `limit` bytes. What is no character becomes U+FFFD. */
export function recodeUtf16(
  bytes: Uint8Array,
  encoding: 'utf-16le' | 'utf-16be',
  limit: number,
): Uint8Array | null {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const sink = new ByteSink(limit, bytes.length / 2);
  for (let at = 0; at < bytes.length; at += PIECE) {
    const text = decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    if (!sink.add(encoder.encode(text))) return null;
  }
  return sink.add(encoder.encode(decoder.decode())) ? sink.join() : null;
}
