/** Orders of nodes. */

/** Nodes by a value, greatest first; equal ones in the order of the file. */
export function sortByValue(nodes: Uint32Array, values: Float64Array): Uint32Array {
  return nodes.sort((a, b) => values[b]! - values[a]! || a - b);
}

/** All nodes by id, ascending: two passes of radix sort, as comparing 10 million takes ten times as long. */
export function sortById(ids: Uint32Array): Uint32Array {
  const source = new Uint32Array(ids.length);
  for (let node = 0; node < ids.length; node++) source[node] = node;
  const sorted = new Uint32Array(ids.length);
  sortByDigit(ids, source, sorted, 0);
  sortByDigit(ids, sorted, source, 16);
  return source;
}

function sortByDigit(ids: Uint32Array, from: Uint32Array, to: Uint32Array, shift: number): void {
  const starts = new Uint32Array(65_537);
  for (const node of from) starts[((ids[node]! >>> shift) & 0xffff) + 1]!++;
  for (let digit = 1; digit <= 65_536; digit++) starts[digit]! += starts[digit - 1]!;
  for (const node of from) to[starts[(ids[node]! >>> shift) & 0xffff]!++] = node;
}
