/** The window's side of the contract: asks main, listens to main. The only file that touches `window.touchstone`. */
import type { Failure } from '../../core/model/failure';
import type { Result } from '../../core/model/result';
import type { Bridge, Channel, EventName, Events, Questions } from '../../ipc/contract';

declare global {
  interface Window {
    readonly touchstone: Bridge;
  }
}

/** Asks main; a failure is part of the answer and never thrown. */
export function ask<C extends Channel>(
  channel: C,
  question: Questions[C]['question'],
): Promise<Result<Questions[C]['answer'], Failure>> {
  return window.touchstone.invoke(channel, question);
}

/** Listens until the returned function is called. */
export function listen<E extends EventName>(
  event: E,
  listener: (value: Events[E]) => void,
): () => void {
  return window.touchstone.on(event, listener);
}

/** Absolute path of a dropped file or folder; empty where it has none. */
export function pathOfFile(file: File): string {
  return window.touchstone.pathOfFile(file);
}
