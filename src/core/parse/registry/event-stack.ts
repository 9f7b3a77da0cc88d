import { NO_STACK, type FrameIndex, type StackIndex } from '../../model/profile';
import type { StackHash } from './stack-hash';

/** Turns openings and closings of frames into spans of self time. Times in any one unit, ascending. */
export class EventStack {
  readonly #stacks: StackHash;
  readonly #emit: (stack: StackIndex, from: number, duration: number) => void;
  /** Open frames, the stack up to each, and when each ends by itself. */
  readonly #frames: FrameIndex[] = [];
  readonly #upTo: StackIndex[] = [];
  readonly #ends: number[] = [];
  #since = Number.NaN;
  /** Closings without their opening; they are passed over. */
  unmatched = 0;

  constructor(
    stacks: StackHash,
    emit: (stack: StackIndex, from: number, duration: number) => void,
  ) {
    this.#stacks = stacks;
    this.#emit = emit;
  }

  /** Frames that are open. */
  get depth(): number {
    return this.#frames.length;
  }

  /** Opens a frame; it closes by itself at `end`, or not at all before it is closed. */
  open(frame: FrameIndex, at: number, end = Infinity): void {
    this.advance(at);
    this.#spend(at);
    this.#frames.push(frame);
    this.#upTo.push(this.#stacks.add(this.#upTo.at(-1) ?? NO_STACK, frame));
    // An inner frame cannot outlive what is around it.
    this.#ends.push(Math.min(end, this.#ends.at(-1) ?? Infinity));
  }

  /** Closes the innermost frame of this index and what is open inside of it; null closes the innermost. */
  close(frame: FrameIndex | null, at: number): void {
    this.advance(at);
    const place = frame === null ? this.#frames.length - 1 : this.#frames.lastIndexOf(frame);
    if (place < 0) {
      this.unmatched++;
      return;
    }
    this.#spend(at);
    this.#cut(place);
  }

  /** Closes what ends up to a moment. */
  advance(at: number): void {
    while (this.#ends.length > 0 && this.#ends[this.#ends.length - 1]! <= at) {
      this.#spend(this.#ends[this.#ends.length - 1]!);
      this.#cut(this.#frames.length - 1);
    }
  }

  /** Closes all that is open; gives how many frames were. */
  finish(at: number): number {
    this.advance(at);
    const open = this.#frames.length;
    if (open > 0) this.#spend(at);
    this.#cut(0);
    return open;
  }

  #spend(at: number): void {
    const stack = this.#upTo.at(-1);
    const from = this.#since;
    if (stack !== undefined && at > from) this.#emit(stack, from, at - from);
    if (!(at < from)) this.#since = at;
  }

  #cut(length: number): void {
    this.#frames.length = length;
    this.#upTo.length = length;
    this.#ends.length = length;
  }
}
