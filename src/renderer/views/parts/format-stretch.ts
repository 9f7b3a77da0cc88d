/** Two moments of a run in words. */
import { formatCount } from '../../../core/model/format-quantity';

/** `1.20–1.85 s`: both ends in the unit of the later one. */
export function formatStretch(fromMs: number, toMs: number): string {
  const [divisor, unit] = toMs >= 1000 ? [1000, 's'] : [1, 'ms'];
  const span = (toMs - fromMs) / divisor;
  const digits = span >= 100 ? 0 : span >= 10 ? 1 : 2;
  const write = (ms: number) => {
    const [whole = '', rest] = (ms / divisor).toFixed(digits).split('.');
    return formatCount(Number(whole)) + (rest === undefined ? '' : `.${rest}`);
  };
  return `${write(fromMs)}–${write(toMs)} ${unit}`;
}
