/** Joins pieces of a command's output, so that a flood of them does not become a flood of messages. */
import type { PreparationEvent } from '../../core/model/preparation';

const SEND_EVERY_MS = 100;

/** The window shows no more than this of what came between two messages. */
const KEPT_CHARACTERS = 16_384;

/** A listener that passes output on at most ten times a second, and everything else at once and in order. */
export function joinOutput(
  listener: (event: PreparationEvent) => void,
): (event: PreparationEvent) => void {
  let waiting: Extract<PreparationEvent, { kind: 'output' }> | null = null;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const event = waiting;
    waiting = null;
    if (event !== null) listener(event);
  };
  return (event) => {
    if (event.kind !== 'output') {
      flush();
      listener(event);
      return;
    }
    const text = ((waiting?.text ?? '') + event.text).slice(-KEPT_CHARACTERS);
    waiting = { ...event, text };
    timer ??= setTimeout(flush, SEND_EVERY_MS);
  };
}
