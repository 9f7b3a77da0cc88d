import { NO_STACK, type FrameIndex, type StackIndex, type StackTable } from '../../model/profile';

/** Stacks as a prefix tree in typed arrays, the same frame under the same parent once; made for millions of them. */
export class StackHash {
  /** Frame and parent of each stack side by side: a look-up that misses the processor's caches misses once, not twice. */
  #pairs = new Int32Array(2048);
  /** Open addressing: stack + 1, 0 where free; at most half full. */
  #slots = new Int32Array(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Index of the stack with a frame on top of another; the other must have been added before, or be NO_STACK. */
  add(parent: StackIndex, frame: FrameIndex): StackIndex {
    const slots = this.#slots;
    const pairs = this.#pairs;
    const mask = slots.length - 1;
    let slot = hashOf(parent, frame) & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const place = 2 * found - 2;
      if (pairs[place] === frame && pairs[place + 1] === parent) return found - 1;
      slot = (slot + 1) & mask;
    }
    const index = this.#length++;
    slots[slot] = index + 1;
    if (2 * index === pairs.length) this.#grow();
    this.#pairs[2 * index] = frame;
    this.#pairs[2 * index + 1] = parent;
    if (this.#length * 2 > slots.length) this.#rehash();
    return index;
  }

  /** Index of the stack of these frames, outermost first. */
  addAll(frames: Iterable<FrameIndex>): StackIndex {
    let stack = NO_STACK;
    for (const frame of frames) stack = this.add(stack, frame);
    return stack;
  }

  build(): StackTable {
    const frame = new Int32Array(this.#length);
    const parent = new Int32Array(this.#length);
    for (let stack = 0; stack < this.#length; stack++) {
      frame[stack] = this.#pairs[2 * stack]!;
      parent[stack] = this.#pairs[2 * stack + 1]!;
    }
    return { length: this.#length, frame, parent };
  }

  #grow(): void {
    const pairs = new Int32Array(this.#pairs.length * 2);
    pairs.set(this.#pairs);
    this.#pairs = pairs;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let stack = 0; stack < this.#length; stack++) {
      let slot = hashOf(this.#pairs[2 * stack + 1]!, this.#pairs[2 * stack]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = stack + 1;
    }
    this.#slots = slots;
  }
}

/** Two multiplications by odd constants and a fold, so that neighbouring stacks and frames spread. */
function hashOf(parent: number, frame: number): number {
  const mixed = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
