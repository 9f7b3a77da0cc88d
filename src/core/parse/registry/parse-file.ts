import type { Failure } from '../../model/failure';
import { fail, succeed, type Result } from '../../model/result';
import { kindIndex, type ParseContext } from '../parse-context';
import type { FileContent, FileFormat, FileHead, FileSource } from './content';
import { decodeUtf8 } from './decode-utf8';
import { FILE_FORMATS } from './format-registry';
import { BrokenJson, parseJsonBytes } from './json-bytes';
import { kindOfForeignFrame } from './profile-assembler';

/** Heads that are looked at, the second where the first tells nothing: some JSON files begin with a long list. */
const HEAD_SIZES = [1 << 16, 1 << 24] as const;

/** Bytes beyond which nothing tells the format any more. */
export const LARGEST_HEAD = HEAD_SIZES[1];

/** What a file held, and as what it was read. */
export interface ParsedFile {
  format: FileFormat;
  content: FileContent;
}

/** The format of a decompressed file, told by its content; null for one that is not known. */
export function recogniseFormat(bytes: Uint8Array): FileFormat | null {
  for (const size of HEAD_SIZES) {
    const head = describeHead(bytes.subarray(0, size));
    const format = FILE_FORMATS.find((each) => each.recognises(head));
    if (format !== undefined) return format;
    if (bytes.length <= size) return null;
  }
  return null;
}

/** Reads a decompressed file of any known format. Never throws for what the file holds; the failure names the format tried. */
export function parseFile(bytes: Uint8Array, context: ParseContext): Result<ParsedFile, Failure> {
  return parseSource({ bytes }, context);
}

/** The same for bytes that the caller has no more use for: the source may be empty afterwards. */
export function parseSource(
  source: FileSource,
  context: ParseContext,
): Result<ParsedFile, Failure> {
  const format = recogniseFormat(source.bytes);
  if (format === null) return fail(unknownFormat(source.bytes));
  const parsed = format.parse(source, context);
  if (parsed.ok) return succeed({ format, content: regardKinds(parsed.value, context) });
  const { failure } = parsed;
  const message = `Read as ${format.name}: ${failure.message}`;
  return fail({ ...failure, kind: 'file-invalid', message });
}

function unknownFormat(bytes: Uint8Array): Failure {
  return {
    kind: 'file-invalid',
    message:
      bytes.length === 0
        ? 'The file is empty.'
        : `The format of this file is not known: it begins with ${describeBeginning(bytes)}.`,
    remedy: `Formats that can be read: ${FILE_FORMATS.map(({ name }) => name).join(', ')}.`,
  };
}

/** A parser told no folders takes all code with a file for a package's; see kindOfForeignFrame for what is meant. */
function regardKinds(content: FileContent, context: ParseContext): FileContent {
  if (context.ownFolders.length > 0 || content.kind !== 'profile') return content;
  const { frames } = content.profile;
  const library = kindIndex('library');
  const kind = frames.kind.map((each, frame) =>
    each === library
      ? kindIndex(kindOfForeignFrame(frames.name[frame]!, frames.file[frame] ?? null, []))
      : each,
  );
  return { ...content, profile: { ...content.profile, frames: { ...frames, kind } } };
}

function describeHead(bytes: Uint8Array): FileHead {
  return { bytes, text: decodeUtf8(bytes), json: readHead(bytes) };
}

/** The value as far as it goes; undefined where the bytes are no JSON that begins with a brace or bracket and holds something. */
function readHead(bytes: Uint8Array): unknown {
  const first = bytes.find((byte) => byte > 32 && byte < 0x80);
  if (first !== 123 && first !== 91) return undefined;
  try {
    const value = parseJsonBytes(bytes, { cut: () => undefined, lenient: true });
    // Collapsed stacks may begin with "[libc.so]", of which the bracket alone is JSON.
    return typeof value === 'object' && value !== null && Object.keys(value).length > 0
      ? value
      : undefined;
  } catch (error) {
    if (error instanceof BrokenJson) return undefined;
    throw error;
  }
}

function describeBeginning(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 16);
  if (head.every((byte) => byte >= 32 && byte < 127)) return `"${decodeUtf8(head)}"`;
  return `the bytes ${Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
