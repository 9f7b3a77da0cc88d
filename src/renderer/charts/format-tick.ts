/** Times along an axis. */
import { formatTime } from '../../core/model/format-quantity';

/** Ticks are round: `1.5 s` and not `1.50 s`. */
export function formatTick(ms: number): string {
  if (ms === 0) return '0';
  return formatTime(ms)
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '');
}
