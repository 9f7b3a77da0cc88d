import { expect, test } from 'vitest';
import { formatMoment } from './format-moment';

const NOW = new Date(2026, 4, 3, 15, 30);

test.each([
  [new Date(2026, 4, 3, 14, 2), '14:02'],
  [new Date(2026, 4, 2, 9, 5), 'yesterday 09:05'],
  [new Date(2026, 4, 1, 9, 5), '1 May'],
  [new Date(2025, 11, 31, 9, 5), '31 Dec 2025'],
])('%s is written as %s', (moment, text) => {
  expect(formatMoment(moment.toISOString(), NOW)).toBe(text);
});

test('what is no time is shown as it is', () => {
  expect(formatMoment('soon', NOW)).toBe('soon');
});
