import type { PbfReader } from 'pbf';

/** A message that contradicts the protobuf encoding; pbf itself reads on beyond the end of a message. */
export class BrokenMessage extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'BrokenMessage';
  }
}

/** Calls `read` for each field up to `end`; fields that it does not read are skipped. Throws BrokenMessage. */
export function eachField(reader: PbfReader, end: number, read: (tag: number) => void): void {
  if (end > reader.length) throw new BrokenMessage('a message is longer than the file');
  while (reader.pos < end) {
    const tag = reader.nextField(end);
    if (tag === 0 || reader.type === 3 || reader.type === 4 || reader.type > 5) {
      throw new BrokenMessage('a field has no number or no known type');
    }
    const before = reader.pos;
    read(tag);
    if (reader.pos === before) reader.skip(reader.type);
    if (reader.pos > end) throw new BrokenMessage('a field runs beyond the end of its message');
  }
}

/** The same for the message that is the value of the current field. */
export function eachMember(reader: PbfReader, read: (tag: number) => void): void {
  if (reader.type !== 2) throw new BrokenMessage('a number stands where a message belongs');
  const length = reader.readVarint();
  eachField(reader, reader.pos + length, read);
}
