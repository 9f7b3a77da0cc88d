/** Pairs the source files of two builds, which lie in different folders. */

/**
 * Candidate's file for each of the reference's files that has a counterpart. Equal paths pair first; the others by the longest
 * common end of their paths (`/p/candidate/lib/pager.js` and `/p/fixed/lib/pager.js` share two names). A file whose best partner
 * is shared with an equally good one stays alone: a wrong pair would invent a difference.
 */
export function alignFiles(
  candidate: readonly string[],
  reference: readonly string[],
): Map<string, string> {
  const pairs = new Map<string, string>();
  const taken = new Set<string>();
  const known = new Set(candidate);
  for (const file of reference) {
    if (!known.has(file)) continue;
    pairs.set(file, file);
    taken.add(file);
  }
  const byName = groupByName(candidate.filter((file) => !taken.has(file)));
  const options: { theirs: string; ours: string; score: number }[] = [];
  for (const theirs of reference) {
    if (pairs.has(theirs)) continue;
    for (const ours of byName.get(lastName(theirs)) ?? []) {
      options.push({ theirs, ours, score: countCommonEnd(theirs, ours) });
    }
  }
  options.sort((a, b) => b.score - a.score);
  for (const option of options) {
    if (pairs.has(option.theirs) || taken.has(option.ours)) continue;
    const rivals = options.filter(
      (each) =>
        each !== option &&
        each.score === option.score &&
        (each.theirs === option.theirs ? !taken.has(each.ours) : each.ours === option.ours) &&
        !(each.ours === option.ours && pairs.has(each.theirs)),
    );
    if (rivals.length > 0) continue;
    pairs.set(option.theirs, option.ours);
    taken.add(option.ours);
  }
  return pairs;
}

function groupByName(files: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const name = lastName(file);
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return groups;
}

function lastName(path: string): string {
  return splitPath(path).at(-1) ?? path;
}

function splitPath(path: string): string[] {
  return path.split(/[/\\]/).filter((part) => part !== '');
}

function countCommonEnd(a: string, b: string): number {
  const [left, right] = [splitPath(a).reverse(), splitPath(b).reverse()];
  let common = 0;
  while (common < left.length && left[common] === right[common]) common += 1;
  return common;
}
