import type { Failure } from '../../model/failure';
import type { HeapSnapshot } from '../../model/heap';
import type { CallCounts, Profile } from '../../model/profile';
import type { Result } from '../../model/result';
import type { SyscallTrace } from '../../model/syscalls';
import type { ParseContext } from '../parse-context';

/** What a file holds. */
export type FileContent =
  | { kind: 'profile'; profile: Profile; calls: CallCounts | null }
  | { kind: 'calls'; calls: CallCounts }
  | { kind: 'syscalls'; trace: SyscallTrace }
  | { kind: 'heap-snapshot'; snapshot: HeapSnapshot };

/** The beginning of a file, looked at once for all formats. */
export interface FileHead {
  readonly bytes: Uint8Array;
  /** The bytes as text; what a cut left of the last character becomes U+FFFD. */
  readonly text: string;
  /** The value as far as the head reaches, where the file is JSON; undefined where it is none. */
  readonly json: unknown;
}

/**
 * The bytes of a file while it is parsed. A parser that has taken all of them over may put an empty array in their
 * place, so that a gigabyte is not held while the profile grows beside it.
 */
export interface FileSource {
  bytes: Uint8Array;
  /** True where nobody else will look at the bytes, so that columns may be made in their memory. */
  reusable?: boolean;
}

/** One format: how it is told from others, and how it is read. */
export interface FileFormat {
  /** Stable name in JSON answers. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** True where a file that begins so is of this format. Looks at content alone, never at the file's name. */
  recognises(head: FileHead): boolean;
  /** Reads a whole file, decompressed. Never throws for what the file holds. */
  parse(source: FileSource, context: ParseContext): Result<FileContent, Failure>;
}

/** A file of a known format that cannot be read; `where` is a line, a byte or a member. */
export function unreadable(format: string, problem: string, where?: string): Failure {
  return {
    kind: 'file-invalid',
    message: `This ${format} file cannot be read: ${problem}.`,
    remedy:
      'Save or export it again with the tool that made it; a file that was cut off cannot be repaired.',
    ...(where === undefined ? {} : { where }),
  };
}

/** The only content of most formats. */
export function profileContent(profile: Profile): FileContent {
  return { kind: 'profile', profile, calls: null };
}
