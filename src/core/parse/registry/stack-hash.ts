import { NO_STACK, type FrameIndex, type StackIndex, type StackTable } from '../../model/profile';

/** Stacks as a prefix tree in typed arrays, the same frame under the same parent once; made for millions of them. */
export class StackHash {
  #frame = new Int32Array(1024);
  #parent = new Int32Array(1024);
  /** Open addressing: stack + 1, 0 where free; at most half full. */
  #slots = new Int32Array(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Index of the stack with a frame on top of another; the other must have been added before, or be NO_STACK. */
  add(parent: StackIndex, frame: FrameIndex): StackIndex {
    const mask = this.#slots.length - 1;
    let slot = hashOf(parent, frame) & mask;
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#frame[found - 1] === frame && this.#parent[found - 1] === parent) return found - 1;
      slot = (slot + 1) & mask;
    }
    const index = this.#length++;
    if (index === this.#frame.length) this.#grow();
    this.#frame[index] = frame;
    this.#parent[index] = parent;
    this.#slots[slot] = index + 1;
    if (this.#length * 2 > this.#slots.length) this.#rehash();
    return index;
  }

  /** Index of the stack of these frames, outermost first. */
  addAll(frames: Iterable<FrameIndex>): StackIndex {
    let stack = NO_STACK;
    for (const frame of frames) stack = this.add(stack, frame);
    return stack;
  }

  /** Frame of a stack, and its parent. */
  frameOf(stack: StackIndex): FrameIndex {
    return this.#frame[stack]!;
  }

  parentOf(stack: StackIndex): StackIndex {
    return this.#parent[stack]!;
  }

  build(): StackTable {
    return {
      length: this.#length,
      frame: this.#frame.slice(0, this.#length),
      parent: this.#parent.slice(0, this.#length),
    };
  }

  #grow(): void {
    const frame = new Int32Array(this.#frame.length * 2);
    frame.set(this.#frame);
    this.#frame = frame;
    const parent = new Int32Array(frame.length);
    parent.set(this.#parent);
    this.#parent = parent;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let stack = 0; stack < this.#length; stack++) {
      let slot = hashOf(this.#parent[stack]!, this.#frame[stack]!) & mask;
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
