/** Functions that a whole native stack may start from, by their linkers' names. */
const ROOTS =
  /^(_start|__libc_start|__clone|clone3?$|start_thread|_dl_start|_dl_init|ret_from_fork|entry_|asm_|main$|thread_start|runtime\.(goexit|mstart|rt0_go|systemstack|mcall|morestack|gogo|asmcgocall)|_rt0_)/;

/** One frame of a stack, as a sampler's text has it. */
export interface RootCandidate {
  /** `[unknown]` or empty where the sampler has no name. */
  symbol: string;
  /** Path or name of the object that holds its code. */
  object: string;
}

/**
 * True where a stack was cut before its outer end: its two outermost frames are none that a stack starts from. A
 * program without names is given the benefit of the doubt: its `_start` cannot be told from other code.
 */
export function isStackCut(
  outermost: RootCandidate | undefined,
  next: RootCandidate | undefined,
): boolean {
  if (outermost === undefined) return false;
  const nameless = outermost.symbol === '' || outermost.symbol === '[unknown]';
  if (nameless && /^\/.*[^\]]$/.test(outermost.object)) return false;
  return !isRoot(outermost) && (next === undefined || !isRoot(next));
}

function isRoot({ symbol, object }: RootCandidate): boolean {
  return ROOTS.test(symbol) || /^\[(kernel|vdso)/.test(object);
}
