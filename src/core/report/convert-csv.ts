import { writeCsvLine } from '../model/csv';
import { FRAME_KINDS, type Profile } from '../model/profile';
import { buildCallTree, sumByFunction } from '../analyse/tree/call-tree';
import type { Conversion } from './conversion';

/** The functions of a profile as a table: name, file, line, kind, and self and total of each value, greatest first. */
export function convertToCsv(profile: Profile): Conversion {
  return {
    pieces: writeTable(profile),
    losses: ['The table has functions, not stacks; threads are added up.'],
  };
}

function* writeTable(profile: Profile): Generator<string> {
  const { valueTypes } = profile;
  const heads = valueTypes.flatMap(({ name, unit }) => [
    `self ${name} (${unit})`,
    `total ${name} (${unit})`,
  ]);
  yield writeCsvLine(['function', 'file', 'line', 'kind', ...heads]);
  const sums = valueTypes.map((_, column) => {
    const tree = buildCallTree(profile, column);
    return { functions: tree.functions, ...sumByFunction(tree) };
  });
  const first = sums[0];
  if (first === undefined) return;
  const rows = first.functions.keys.map((_, row) => row);
  rows.sort(
    (a, b) => first.self[b]! - first.self[a]! || first.total[b]! - first.total[a]! || a - b,
  );
  for (const row of rows) {
    const { function: name, file, line } = first.functions.keys[row]!;
    const kind = first.functions.kinds[row] ?? FRAME_KINDS[3];
    const numbers = sums.flatMap(({ self, total }) => [self[row]!, total[row]!]);
    if (numbers.every((value) => value === 0)) continue;
    yield writeCsvLine([name, file, line > 0 ? line : null, kind, ...numbers]);
  }
}
