/** Which function of one build does the work of which of the other, and how that is known. */
import type { FunctionPair } from './project';

/**
 * `name`: the same name. `hand`: the user's word. The others are found: `spelling` the same name spelled otherwise, `calls` equally many
 * exact calls, `syncs` the same syncs of the same files, `place` the place below the entry alone.
 */
export type PairedBy = 'name' | 'hand' | 'spelling' | 'calls' | 'syncs' | 'place';

/** How a pair is known. */
export interface Pairing {
  by: PairedBy;
  confidence: 'high' | 'medium' | 'low';
  /** A sentence that begins with `Paired by`. */
  reason: string;
}

/** A function by what identifies it in a build. */
interface PairedFunction {
  function: string;
  file: string | null;
  line: number;
}

/** A pair found without equal names. */
export interface FoundPair extends Pairing {
  candidate: PairedFunction;
  reference: PairedFunction;
}

/** Pairs beyond equal names. */
export interface KnownPairs {
  readonly byHand: readonly FunctionPair[];
  readonly found: readonly FoundPair[];
}

/** Equal names alone. */
export const NO_PAIRS: KnownPairs = { byHand: [], found: [] };

/** Whether a pair of the project file means a function. */
export function isMeant(
  { function: name, file }: FunctionPair['candidate'],
  key: PairedFunction,
): boolean {
  return key.function === name && (file === undefined || key.file?.endsWith(file) === true);
}
