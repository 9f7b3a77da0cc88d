import { PbfReader } from 'pbf';
import type { FrameIndex } from '../../model/profile';
import { decodeUtf8 } from './decode-utf8';
import { IdTable } from './id-table';
import { NumberColumn } from './number-column';
import type { ProfileAssembler } from './profile-assembler';
import { BrokenMessage, eachField, eachMember } from './protobuf-fields';

/** Columns of one table of the file. */
function columns<Name extends string>(...names: Name[]): Record<Name, NumberColumn> {
  return Object.fromEntries(names.map((name) => [name, new NumberColumn()])) as Record<
    Name,
    NumberColumn
  >;
}

/**
 * Everything of a pprof file but its samples, as numbers: texts are places in the file, decoded when asked for. Samples
 * are counted; nine tenths of a large file are theirs, and they name tables that stand behind them.
 */
export class PprofTables {
  readonly #bytes: Uint8Array;
  /** Where the length of each text stands. */
  readonly #strings = new NumberColumn();
  readonly #texts = new Map<number, string>();
  readonly #functionRows = new IdTable();
  readonly #functions = columns('name', 'systemName', 'file', 'line');
  readonly #locationRows = new IdTable();
  /** `end` is that of its lines in #lines, `from` their beginning. */
  readonly #locations = columns('address', 'mapping', 'from', 'end');
  /** Function and line of each place, innermost first. */
  readonly #lines = columns('func', 'line');
  readonly #mappings = new Map<number, number>();
  readonly #reader: PbfReader;
  /** Texts of type and unit of each value, as numbers. */
  readonly types: { type: number; unit: number }[] = [];
  samples = 0;
  durationNanos = 0;
  dropped = false;

  /** Reads all. Throws BrokenMessage, or what pbf throws for a number of more than ten bytes. */
  constructor(reader: PbfReader, bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#reader = reader;
    eachField(reader, reader.length, (tag) => {
      if (tag === 2) this.samples++;
      else if (tag === 6) this.#strings.push(reader.pos);
      else if (tag === 5) this.#readFunction();
      else if (tag === 4) this.#readLocation();
      else if (tag === 3) this.#readMapping();
      else if (tag === 1) this.types.push(readType(reader));
      else if (tag === 7) this.dropped ||= reader.readVarint() !== 0;
      else if (tag === 10) this.durationNanos = reader.readVarint(true);
      if (tag === 6 && reader.type !== 2) throw new BrokenMessage('a text is no text');
    });
  }

  /** Number of distinct places in code. */
  get locations(): number {
    return this.#locations.end.length;
  }

  /** A text by its number; empty for one that the file does not hold. */
  text(index: number): string {
    if (!(index > 0 && index < this.#strings.length)) return '';
    const known = this.#texts.get(index);
    if (known !== undefined) return known;
    const reader = new PbfReader(this.#bytes);
    reader.pos = this.#strings.at(index);
    const length = reader.readVarint();
    const text = decodeUtf8(this.#bytes, reader.pos, reader.pos + length);
    this.#texts.set(index, text);
    return text;
  }

  /** Row of a location; -1 for one that the file does not hold. */
  rowOf(id: number): number {
    return this.#locationRows.get(id);
  }

  /** Frames of a location, outermost first. */
  framesOf(row: number, builder: ProfileAssembler): FrameIndex[] {
    const object = this.text(this.#mappings.get(this.#locations.mapping.at(row)) ?? 0) || null;
    const frames: FrameIndex[] = [];
    const from = this.#locations.from.at(row);
    for (let at = this.#locations.end.at(row) - 1; at >= from; at--) {
      const func = this.#functionRows.get(this.#lines.func.at(at));
      const of = (column: NumberColumn): number => (func < 0 ? 0 : column.at(func));
      const { name, systemName, file, line } = this.#functions;
      const shown = this.text(of(name)) || this.text(of(systemName));
      // Writers that leave start_line out give one function a line for each place in it: the function has none.
      frames.push(builder.frame(shown, this.text(of(file)) || object, of(line)));
    }
    if (frames.length === 0) {
      const address = this.#locations.address.at(row).toString(16);
      frames.push(builder.frame(`0x${address}`, object, 0, 0, 'native'));
    }
    return frames;
  }

  /** Line of a location's innermost function; 0 where unknown. */
  lineOf(row: number): number {
    const from = this.#locations.from.at(row);
    return from < this.#locations.end.at(row) ? this.#lines.line.at(from) : 0;
  }

  #readMapping(): void {
    const reader = this.#reader;
    let id = 0;
    let file = 0;
    eachMember(reader, (tag) => {
      if (tag === 1) id = reader.readVarint();
      else if (tag === 5) file = reader.readVarint(true);
    });
    this.#mappings.set(id, file);
  }

  #readLocation(): void {
    const reader = this.#reader;
    const [lines, locations] = [this.#lines, this.#locations];
    const row = locations.end.length;
    let [id, mapping, address] = [0, 0, 0];
    locations.from.push(lines.func.length);
    eachMember(reader, (tag) => {
      if (tag === 1) id = reader.readVarint();
      else if (tag === 2) mapping = reader.readVarint();
      else if (tag === 3) address = reader.readVarint();
      else if (tag === 4) {
        let [func, line] = [0, 0];
        eachMember(reader, (field) => {
          if (field === 1) func = reader.readVarint();
          else if (field === 2) line = reader.readVarint(true);
        });
        lines.func.push(func);
        lines.line.push(line);
      }
    });
    locations.mapping.push(mapping);
    locations.address.push(address);
    locations.end.push(lines.func.length);
    this.#locationRows.set(id, row);
  }

  #readFunction(): void {
    const reader = this.#reader;
    const { name, systemName, file, line } = this.#functions;
    const row = name.length;
    const found = [0, 0, 0, 0, 0, 0];
    eachMember(reader, (tag) => {
      if (tag === 1) found[1] = reader.readVarint();
      else if (tag < 6) found[tag] = reader.readVarint(true);
    });
    name.push(found[2]!);
    systemName.push(found[3]!);
    file.push(found[4]!);
    line.push(found[5]!);
    this.#functionRows.set(found[1]!, row);
  }
}

function readType(reader: PbfReader): { type: number; unit: number } {
  const found = { type: 0, unit: 0 };
  eachMember(reader, (tag) => {
    if (tag === 1) found.type = reader.readVarint(true);
    else if (tag === 2) found.unit = reader.readVarint(true);
  });
  return found;
}
