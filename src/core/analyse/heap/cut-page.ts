/** Most rows that one answer holds: a view shows a few dozen. */
import type { Page, PageRange } from '../../model/heap';

const MOST_ROWS = 1000;

/** The rows of a range, made only for what is shown. */
export function cutPage<Item, Row>(
  items: { readonly length: number; readonly [index: number]: Item },
  range: PageRange,
  makeRow: (item: Item) => Row,
): Page<Row> {
  const from = Math.min(Math.max(0, Math.floor(range.from)), items.length);
  const to = Math.min(Math.max(from, Math.floor(range.to)), items.length, from + MOST_ROWS);
  const rows: Row[] = [];
  for (let at = from; at < to; at++) rows.push(makeRow(items[at]!));
  return { total: items.length, from, rows };
}
