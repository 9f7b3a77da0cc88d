/** Pairs the functions of two builds: by name and file within each build's own folder, then by name alone. */
import { isMeant, NO_PAIRS } from '../../model/function-pairing';
import type { FoundPair, KnownPairs } from '../../model/function-pairing';
import type { FrameKind } from '../../model/profile';
import type { FunctionPair } from '../../model/project';
import type { FrameKey } from '../../model/view-answers';
import { LINE_SLACK } from '../tree/function-list';
import { alignFiles } from './align-files';

/** Functions of one build, as far as pairing needs them. */
export interface NamedFunctions {
  readonly length: number;
  readonly keys: readonly FrameKey[];
  readonly kinds: readonly FrameKind[];
}

/** The functions of a table of which each row is one. */
export function nameRows(
  rows: readonly { readonly key: FrameKey; readonly kind: FrameKind }[],
): NamedFunctions {
  return {
    length: rows.length,
    keys: rows.map(({ key }) => key),
    kinds: rows.map(({ kind }) => kind),
  };
}

/** Rows of both builds sorted into groups; a group with rows of one build only has no counterpart. */
export interface Alignment {
  readonly count: number;
  /** Group of each of the candidate's rows. */
  readonly candidate: Int32Array;
  /** Group of each of the reference's rows. */
  readonly reference: Int32Array;
  /** How a group is shown: the candidate's function where it has one. */
  readonly keys: readonly FrameKey[];
  readonly kinds: readonly FrameKind[];
}

/**
 * Pairs functions. Lines are not compared, for they move with every edit; where a name stands several times in a file,
 * equally often in both builds, the first pairs with the first by line, else they are one group. Builds in two languages share no
 * names: what was found otherwise pairs functions without a namesake, and what the user has paired goes before all of that.
 */
export function alignFunctions(
  candidate: NamedFunctions,
  reference: NamedFunctions,
  pairs: KnownPairs = NO_PAIRS,
): Alignment {
  const files = alignFiles(filesOf(candidate), filesOf(reference));
  const ours = candidate.keys.map((key) => groupText(key, key.file));
  const theirs = reference.keys.map((key) =>
    groupText(key, key.file === null ? null : (files.get(key.file) ?? `\u0001${key.file}`)),
  );
  pairByNameAlone(candidate, reference, ours, theirs);
  splitByLine(candidate, reference, ours, theirs);
  pairFound(candidate, reference, ours, theirs, pairs.found);
  pairByHand(candidate, reference, ours, theirs, pairs.byHand);
  const groups = new Map<string, number>();
  const keys: FrameKey[] = [];
  const kinds: FrameKind[] = [];
  const place = (text: string, key: FrameKey, kind: FrameKind): number => {
    let group = groups.get(text);
    if (group === undefined) {
      group = keys.length;
      groups.set(text, group);
      keys.push(key);
      kinds.push(kind);
    }
    return group;
  };
  const candidateGroups = Int32Array.from(ours, (text, row) =>
    place(text, candidate.keys[row]!, candidate.kinds[row]!),
  );
  const referenceGroups = Int32Array.from(theirs, (text, row) =>
    place(text, reference.keys[row]!, reference.kinds[row]!),
  );
  return {
    count: keys.length,
    candidate: candidateGroups,
    reference: referenceGroups,
    keys,
    kinds,
  };
}

function filesOf(functions: NamedFunctions): string[] {
  return [...new Set(functions.keys.flatMap(({ file }) => (file === null ? [] : [file])))];
}

function groupText(key: FrameKey, file: string | null): string {
  return `${key.function}\u0000${file ?? ''}`;
}

/** Names that are no identity. */
export function isAnonymous(name: string): boolean {
  return name === '' || name.startsWith('(') || name === '<lambda>' || name === '<anonymous>';
}

/** A function that moved to another file pairs by its name, if that is unique among the unpaired own functions of both. */
function pairByNameAlone(
  candidate: NamedFunctions,
  reference: NamedFunctions,
  ours: string[],
  theirs: string[],
): void {
  const pairedTexts = new Set(ours);
  const theirTexts = new Set(theirs);
  const loose = (functions: NamedFunctions, texts: string[], other: Set<string>) => {
    const rows = new Map<string, number[]>();
    texts.forEach((text, row) => {
      const name = functions.keys[row]!.function;
      if (functions.kinds[row] !== 'own' || isAnonymous(name) || other.has(text)) return;
      rows.set(name, [...(rows.get(name) ?? []), row]);
    });
    return rows;
  };
  const looseOurs = loose(candidate, ours, theirTexts);
  for (const [name, rows] of loose(reference, theirs, pairedTexts)) {
    const partners = looseOurs.get(name);
    if (rows.length === 1 && partners?.length === 1) theirs[rows[0]!] = ours[partners[0]!]!;
  }
}

/** Pairs that were found otherwise; a function with a namesake in the other build keeps it. */
function pairFound(
  candidate: NamedFunctions,
  reference: NamedFunctions,
  ours: string[],
  theirs: string[],
  pairs: readonly FoundPair[],
): void {
  if (pairs.length === 0) return;
  const [named, theirNamed] = [new Set(theirs), new Set(ours)];
  pairs.forEach((pair, index) => {
    const left = findRows(candidate, pair.candidate).filter((row) => !named.has(ours[row]!));
    const right = findRows(reference, pair.reference).filter(
      (row) => !theirNamed.has(theirs[row]!),
    );
    if (left.length === 0 || right.length === 0) return;
    for (const row of left) ours[row] = `\u0003${index}`;
    for (const row of right) theirs[row] = `\u0003${index}`;
  });
}

/** Rows of a function whose line another instrument may give otherwise: by the nearest line within two. */
function findRows({ keys }: NamedFunctions, wanted: FrameKey): number[] {
  const away = keys.map((key) =>
    key.function === wanted.function && key.file === wanted.file
      ? Math.abs(key.line - wanted.line)
      : Infinity,
  );
  const least = away.reduce((low, each) => Math.min(low, each), Infinity);
  if (least > LINE_SLACK) return [];
  return away.flatMap((each, row) => (each === least ? [row] : []));
}

/** Functions that the user has paired; a pair that means nothing in one of the builds changes nothing. */
function pairByHand(
  candidate: NamedFunctions,
  reference: NamedFunctions,
  ours: string[],
  theirs: string[],
  pairs: readonly FunctionPair[],
): void {
  const rowsOf = ({ keys }: NamedFunctions, meant: FunctionPair['candidate']) =>
    keys.flatMap((key, row) => (isMeant(meant, key) ? [row] : []));
  pairs.forEach((pair, index) => {
    const left = rowsOf(candidate, pair.candidate);
    const right = rowsOf(reference, pair.reference);
    if (left.length === 0 || right.length === 0) return;
    for (const row of left) ours[row] = `\u0002${index}`;
    for (const row of right) theirs[row] = `\u0002${index}`;
  });
}

function splitByLine(
  candidate: NamedFunctions,
  reference: NamedFunctions,
  ours: string[],
  theirs: string[],
): void {
  const rowsOf = (texts: string[], functions: NamedFunctions) => {
    const rows = new Map<string, number[]>();
    texts.forEach((text, row) => rows.set(text, [...(rows.get(text) ?? []), row]));
    for (const list of rows.values()) {
      list.sort((a, b) => functions.keys[a]!.line - functions.keys[b]!.line);
    }
    return rows;
  };
  const theirRows = rowsOf(theirs, reference);
  for (const [text, rows] of rowsOf(ours, candidate)) {
    const partners = theirRows.get(text);
    if (rows.length < 2 || partners?.length !== rows.length) continue;
    rows.forEach((row, order) => (ours[row] = `${text}\u0000${order}`));
    partners.forEach((row, order) => (theirs[row] = `${text}\u0000${order}`));
  }
}
