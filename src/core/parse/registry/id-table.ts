/** Ids below this are looked up in an array; a file may give any others. */
const DENSE_IDS = 1 << 22;

/** Rows of a table by the ids that a file gave them, which count up from 1 in most: an array answers several times as fast as a Map. */
export class IdTable {
  /** Row + 1 by id, 0 where there is none. */
  #dense = new Int32Array(1024);
  readonly #sparse = new Map<number, number>();

  /** The last row of an id is the one that counts. */
  set(id: number, row: number): void {
    if (id >= DENSE_IDS) {
      this.#sparse.set(id, row);
      return;
    }
    if (id >= this.#dense.length) {
      const grown = new Int32Array(Math.min(DENSE_IDS, Math.max(id + 1, this.#dense.length * 2)));
      grown.set(this.#dense);
      this.#dense = grown;
    }
    this.#dense[id] = row + 1;
  }

  /** Row of an id; -1 where there is none. */
  get(id: number): number {
    if (id < this.#dense.length) return this.#dense[id]! - 1;
    return this.#sparse.get(id) ?? -1;
  }
}
