import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { StreamCapture } from '../../core/model/launch';
import type { Bytes } from '../../core/model/units';

/** Reads one output stream of a target: all of it is counted and hashed, the first bytes are kept. */
export interface StreamCollector {
  /** Settles when the stream has ended or was destroyed. */
  readonly ended: Promise<void>;
  /** What was written up to now; call once, after `ended`. */
  finish(): StreamCapture;
}

/**
 * Collects a stream in bounded memory. A flood is drained to its end: a full pipe would stop the target and
 * change what is measured. A character cut in two by the limit is left out.
 */
export function collectStream(stream: Readable, limitBytes: Bytes): StreamCollector {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let keptBytes = 0;
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
    if (keptBytes < limitBytes) {
      // Copied when cut: a slice would hold the whole 64 KiB chunk in memory.
      const part =
        keptBytes + chunk.length <= limitBytes
          ? chunk
          : Buffer.from(chunk.subarray(0, limitBytes - keptBytes));
      kept.push(part);
      keptBytes += part.length;
    }
  });
  const ended = new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.once('end', resolve);
    stream.once('error', () => resolve());
  });
  return {
    ended,
    finish() {
      const truncated = bytes > keptBytes;
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(kept), {
        stream: truncated,
      });
      return { text, bytes, sha256: hash.digest('hex'), truncated };
    },
  };
}
