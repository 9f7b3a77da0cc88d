/** Ctrl+C: the first stops the run and keeps what was captured, the second ends the process at once. */
import { EXIT } from './exit-code';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Gives the signal that aborts with the first interrupt, and the function that stops watching. */
export function watchInterrupts(
  tell: (line: string) => void,
  said = 'Stopping; what was captured is kept. Once more to end at once.',
): {
  signal: AbortSignal;
  stop: () => void;
} {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    tell(said);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
