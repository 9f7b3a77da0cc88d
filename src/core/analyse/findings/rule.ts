/** What a rule is, and the pieces that all rules build their findings from. */
import type { Evidence, Finding, FindingFrame } from '../../model/finding';
import type { Instrument } from '../../model/instrument';
import type { BuildView } from '../compare/build-view';
import type { ComparedView } from '../compare/compared-view';
import type { FunctionSeries } from '../functions/function-matrix';

/** Looks at one workload of a comparison (all workloads given for context); null when it has nothing to say. */
export type ComparisonRule = (
  view: ComparedView,
  all: readonly ComparedView[],
) => Finding | Finding[] | null;

/** Looks at one workload of one build. */
export type RecordingRule = (
  view: BuildView,
  all: readonly BuildView[],
) => Finding | Finding[] | null;

/** Frames beyond this number are not evidence but a list. */
export const MOST_FRAMES = 8;

/** One measured fact. */
export function fact(text: string, value: number, unit: string, pass: Instrument): Evidence {
  return { text, value, unit, pass };
}

/** A frame with both builds' figures, in the unit of the finding's headline where no other is given. */
export function frameOf(
  series: FunctionSeries,
  candidate: number | null,
  reference: number | null,
  unit?: string,
): FindingFrame {
  const { function: name, file, line } = series.key;
  return {
    function: name,
    file,
    line,
    candidate: finiteOrNull(candidate),
    reference: finiteOrNull(reference),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** JSON knows no NaN and no infinity. */
export function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** `function (file:line)`, the file by its last two names. */
export function nameSeries(series: FunctionSeries): string {
  const { function: name, file, line } = series.key;
  if (file === null) return name;
  const short = shortenPath(file);
  return line > 0 ? `${name} (${short}:${line})` : `${name} (${short})`;
}

/** A path by its last two names: enough to find it, and the same on every machine. */
export function shortenPath(path: string): string {
  return path.split(/[/\\]/).slice(-2).join('/');
}

/** `1 call`, `2 calls`. */
export function plural(count: number, text: string, noun: string): string {
  return `${text} ${noun}${count === 1 ? '' : 's'}`;
}

/** The last element that satisfies a test; null where none does. */
export function lastWhere<Item>(
  items: readonly Item[],
  test: (item: Item) => boolean,
): Item | null {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    if (test(items[index]!)) return items[index]!;
  }
  return null;
}
