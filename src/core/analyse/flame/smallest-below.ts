/** Finds the nearest value below a bound in a long column without looking at all of it. */

/** Values that share one place of the column above: few enough to look at all, and six columns hold 16 million values. */
const FAN_BITS = 4;
const LAST_OF_FAN = (1 << FAN_BITS) - 1;

/** A column of numbers, and above it columns of the least of each sixteen. */
export class SmallestBelow {
  private readonly columns: Int32Array[];

  constructor(values: Int32Array) {
    this.columns = [values];
    for (let column = values; column.length > LAST_OF_FAN + 1;) {
      const above = new Int32Array(Math.ceil(column.length / (LAST_OF_FAN + 1))).fill(2 ** 31 - 1);
      for (let at = 0; at < column.length; at += 1) {
        const place = at >>> FAN_BITS;
        if (column[at]! < above[place]!) above[place] = column[at]!;
      }
      this.columns.push(above);
      column = above;
    }
  }

  /** First place at or behind `from` with a value below the bound; the length where there is none. */
  next(from: number, bound: number): number {
    const { columns } = this;
    const { length } = columns[0]!;
    let at = from;
    for (let level = 0; level < columns.length; level += 1) {
      const column = columns[level]!;
      const end = Math.min((at | LAST_OF_FAN) + 1, column.length);
      while (at < end && column[at]! >= bound) at += 1;
      if (at < end) {
        for (let below = level - 1; below >= 0; below -= 1) {
          at <<= FAN_BITS;
          while (columns[below]![at]! >= bound) at += 1;
        }
        return at;
      }
      if (end === column.length) return length;
      at = end >>> FAN_BITS;
    }
    return length;
  }

  /** Last place at or before `from` with a value below the bound; −1 where there is none. */
  previous(from: number, bound: number): number {
    const { columns } = this;
    let at = from;
    for (let level = 0; level < columns.length; level += 1) {
      const column = columns[level]!;
      const start = at & ~LAST_OF_FAN;
      while (at >= start && column[at]! >= bound) at -= 1;
      if (at >= start) {
        for (let below = level - 1; below >= 0; below -= 1) {
          at = Math.min((at << FAN_BITS) | LAST_OF_FAN, columns[below]!.length - 1);
          while (columns[below]![at]! >= bound) at -= 1;
        }
        return at;
      }
      if (start === 0) return -1;
      at = (start >>> FAN_BITS) - 1;
    }
    return -1;
  }
}
