import { VALUE, type DwarfCursor } from './dwarf-cursor';
import { ATTRIBUTE, type DwarfUnit } from './dwarf-unit';

/** The attributes of one entry of debug information, as far as functions need them. */
export class EntryAttributes {
  name: string | null = null;
  linkageName: string | null = null;
  file = -1;
  line = 0;
  origin = -1;
  callFile = -1;
  callLine = 0;
  #low: number | null = null;
  #high: number | null = null;
  #highIsSize = false;
  #ranges: number[] | null = null;

  take(attribute: number, cursor: DwarfCursor, unit: DwarfUnit): void {
    const { value, meaning } = cursor;
    switch (attribute) {
      case ATTRIBUTE.name:
        this.name = unit.text(value, meaning);
        break;
      case ATTRIBUTE.linkageName:
      case ATTRIBUTE.linkageNameOfMips:
        this.linkageName = unit.text(value, meaning);
        break;
      case ATTRIBUTE.declaredFile:
        this.file = value;
        break;
      case ATTRIBUTE.declaredLine:
        this.line = value;
        break;
      case ATTRIBUTE.abstractOrigin:
      case ATTRIBUTE.specification:
        if (meaning === VALUE.reference) this.origin = value;
        break;
      case ATTRIBUTE.callFile:
        this.callFile = value;
        break;
      case ATTRIBUTE.callLine:
        this.callLine = value;
        break;
      case ATTRIBUTE.lowPc:
        this.#low = unit.address(value, meaning);
        break;
      case ATTRIBUTE.highPc:
        this.#highIsSize = meaning === VALUE.constant;
        this.#high = this.#highIsSize ? value : unit.address(value, meaning);
        break;
      case ATTRIBUTE.ranges:
        this.#ranges = unit.ranges(value, meaning);
        break;
    }
  }

  /** Flat (low, high) pairs; empty for a declaration. */
  codeRanges(): number[] {
    if (this.#ranges !== null) return this.#ranges;
    if (this.#low === null || this.#high === null) return [];
    return [this.#low, this.#highIsSize ? this.#low + this.#high : this.#high];
  }
}
