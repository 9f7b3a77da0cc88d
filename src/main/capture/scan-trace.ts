import { createReadStream } from 'node:fs';

/** What a trace of `strace -f -o` tells of itself, without being parsed. */
export interface TraceScan {
  /** It ends with the end of a process, as strace writes it last of all; else strace was ended, or could not write. */
  complete: boolean;
  endsInLine: boolean;
  /** The program opened a ring of io_uring: what it asks for by that is no system call. */
  usesRing: boolean;
}

const RING = Buffer.from('io_uring_setup(');
/** Longest line that ends a process: number, time, `+++ killed by SIGSEGV (core dumped) +++`. */
const TAIL_BYTES = 200;

/** Reads a trace of any length in bounded memory; one that is not there is incomplete. */
export async function scanTrace(path: string): Promise<TraceScan> {
  let tail: Buffer = Buffer.alloc(0);
  let usesRing = false;
  try {
    for await (const chunk of createReadStream(path)) {
      const bytes = Buffer.concat([tail, chunk as Buffer]);
      usesRing ||= bytes.includes(RING);
      tail = bytes.subarray(-TAIL_BYTES);
    }
  } catch {
    return { complete: false, endsInLine: true, usesRing: false };
  }
  const text = tail.toString('latin1');
  return {
    complete: /\+\+\+\n$/.test(text),
    endsInLine: text === '' || text.endsWith('\n'),
    usesRing,
  };
}
