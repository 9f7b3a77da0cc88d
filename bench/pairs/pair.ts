/** One package before and after its fix. */
export interface Pair {
  package: string;
  slow: string;
  fixed: string;
  sizes: readonly number[];
  /** Functions that hold the loop, or the beginning of the regular expression's source. */
  guilty: { file: string; functions: readonly string[]; expression?: string };
}
