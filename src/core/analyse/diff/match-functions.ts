/**
 * Pairs functions of two builds that share no names, as a C library and its clone in another language do, by what was measured. A pair needs
 * evidence that no other pair has as well: what is ambiguous stays alone, and a function without a partner is shown as such.
 */
import type { FoundPair, KnownPairs, Pairing } from '../../model/function-pairing';
import type { LoadedWorkload } from '../../model/loaded';
import type { FunctionPair } from '../../model/project';
import { findWorkload } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';
import { formatCount, formatShare, formatTimes } from '../format-figure';
import { alignFunctions, nameRows } from './align-functions';
import type { Alignment } from './align-functions';
import { ENTRY, findSharedSizes, gatherEvidence, UNKNOWN } from './match-evidence';
import type { MatchEvidence } from './match-evidence';
import { measureLikeness, wordsOf } from './name-words';

/** Builds that share this part of their own functions by name share their symbols: what has no namesake is missing there. */
export const SHARED_SYMBOLS = 0.3;
/** Half of the words: find_row and findRowById have two of four. */
const LEAST_LIKENESS = 0.5;
/** With two thirds the name is a second proof, with less a hint. */
const HIGH_LIKENESS = 2 / 3;
/** Shorter names are no identity: `cb`, `fn`, `i`. */
const LEAST_NAME = 3;
/** A count that hundreds of functions have tells nothing of two of them. */
const MOST_COUPLES = 100_000;
/** Twice the time of all others below its caller together: a little above a half would be chance. */
const PLACE_SHARE = 2 / 3;

const known = new WeakMap<
  LoadedWorkload,
  WeakMap<LoadedWorkload, { hand: string; found: readonly FoundPair[] }>
>();

/** The pairs of a workload beyond equal names: the user's, and those found. */
export function findKnownPairs(context: AnalysisContext, workload: string): KnownPairs {
  const byHand = context.pairs ?? [];
  // Counts are of whole runs: a part of one has the pairs of the whole.
  const whole = context.whole ?? context;
  const candidate = findWorkload(whole.candidate, workload);
  const reference = findWorkload(whole.reference, workload);
  if (candidate === null || reference === null) return { byHand, found: [] };
  return { byHand, found: matchFunctions(candidate, reference, byHand) };
}

/** Pairs found, the surest first; empty where the builds share their symbols. Worked out once for each pair of recordings. */
export function matchFunctions(
  candidate: LoadedWorkload,
  reference: LoadedWorkload,
  byHand: readonly FunctionPair[],
): readonly FoundPair[] {
  const hand = JSON.stringify(byHand);
  const partners = known.get(candidate) ?? new WeakMap<LoadedWorkload, never>();
  known.set(candidate, partners);
  const before = partners.get(reference);
  if (before?.hand === hand) return before.found;
  const found = new Matcher(candidate, reference, byHand).match();
  partners.set(reference, { hand, found });
  return found;
}

/** Share of the candidate's rows that have a partner in an alignment; 0 of none. */
export function shareOfPaired(
  rows: readonly number[],
  { candidate, reference }: Alignment,
): number {
  const groups = new Set(reference);
  const paired = rows.filter((row) => groups.has(candidate[row]!)).length;
  return rows.length === 0 ? 0 : paired / rows.length;
}

class Matcher {
  private readonly ours: MatchEvidence;
  private readonly theirs: MatchEvidence;
  private readonly sizes: readonly number[];
  /** Partner of each row; −1 for none. */
  private readonly ofOurs: Int32Array;
  private readonly ofTheirs: Int32Array;
  private readonly isForeign: boolean;
  private readonly found: FoundPair[] = [];
  private readonly ourWords: readonly (readonly string[])[];
  private readonly theirWords: readonly (readonly string[])[];

  constructor(
    candidate: LoadedWorkload,
    reference: LoadedWorkload,
    byHand: readonly FunctionPair[],
  ) {
    this.sizes = findSharedSizes(candidate, reference);
    this.ours = gatherEvidence(candidate, this.sizes);
    this.theirs = gatherEvidence(reference, this.sizes);
    this.ourWords = this.ours.rows.map(({ key }) => wordsOf(key.function));
    this.theirWords = this.theirs.rows.map(({ key }) => wordsOf(key.function));
    this.ofOurs = new Int32Array(this.ours.rows.length).fill(-1);
    this.ofTheirs = new Int32Array(this.theirs.rows.length).fill(-1);
    const [left, right] = [nameRows(this.ours.rows), nameRows(this.theirs.rows)];
    this.isForeign =
      shareOfPaired(this.ours.eligible, alignFunctions(left, right)) < SHARED_SYMBOLS;
    const alignment = alignFunctions(left, right, { byHand, found: [] });
    const places = new Map(Array.from(alignment.reference, (group, row) => [group, row]));
    alignment.candidate.forEach((group, row) => {
      const partner = places.get(group);
      if (partner === undefined) return;
      this.ofOurs[row] = partner;
      this.ofTheirs[partner] = row;
    });
  }

  match(): readonly FoundPair[] {
    if (!this.isForeign || this.sizes.length === 0) return [];
    this.pairSpelledAlike();
    this.pairRareCounts();
    this.pairSyncs();
    this.pairCountsAndNames();
    // Each pair makes a place for those below it.
    for (let before = -1; before < this.found.length;) {
      before = this.found.length;
      this.pairCountsInPlace();
      this.pairLoneCounts();
    }
    for (let before = -1; before < this.found.length;) {
      before = this.found.length;
      this.pairPlaces();
    }
    return this.found;
  }

  private free(side: MatchEvidence): number[] {
    const partners = side === this.ours ? this.ofOurs : this.ofTheirs;
    return side.eligible.filter((row) => partners[row] === -1);
  }

  private add(row: number, partner: number, pairing: Pairing): void {
    if (this.ofOurs[row] !== -1 || this.ofTheirs[partner] !== -1) return;
    this.ofOurs[row] = partner;
    this.ofTheirs[partner] = row;
    const [candidate, reference] = [this.ours.rows[row]!.key, this.theirs.rows[partner]!.key];
    this.found.push({ candidate, reference, ...pairing });
  }

  /** Pairs the free rows whose text no other free row of their build has. */
  private pairUnique(
    textOf: (side: MatchEvidence, row: number) => string | null,
    describe: (row: number, partner: number) => Pairing | null,
  ): void {
    const left = groupRows(this.free(this.ours), (row) => textOf(this.ours, row));
    const right = groupRows(this.free(this.theirs), (row) => textOf(this.theirs, row));
    for (const [text, rows] of left) {
      const partners = right.get(text);
      if (rows.length !== 1 || partners?.length !== 1) continue;
      const pairing = describe(rows[0]!, partners[0]!);
      if (pairing !== null) this.add(rows[0]!, partners[0]!, pairing);
    }
  }

  private pairSpelledAlike(): void {
    this.pairUnique(
      (side, row) => {
        const text = (side === this.ours ? this.ourWords : this.theirWords)[row]!.join('');
        return text.length < LEAST_NAME ? null : text;
      },
      (row, partner) => {
        const agree = this.countsAgree(row, partner);
        const isTelling = this.ourWords[row]!.length > 1;
        // `get` without its class may be any get.
        if (!isTelling && agree === false) return null;
        return {
          by: 'spelling',
          confidence: isTelling || agree === true ? 'high' : 'medium',
          reason: `Paired by name: ${this.names(row, partner)} are one name in two spellings.`,
        };
      },
    );
  }

  private pairRareCounts(): void {
    this.pairUnique(
      ({ signatures, common }, row) => (common[row] === true ? null : signatures[row]!),
      (row) => ({
        by: 'calls',
        confidence: 'high',
        reason: `Paired by calls: ${this.sayCalls(row)}, and no other function of either build is.`,
      }),
    );
  }

  private pairSyncs(): void {
    this.pairUnique(
      ({ syncs }, row) => syncs[row]?.text ?? null,
      (row, partner) => {
        const agree = this.countsAgree(row, partner);
        if (agree === false) return null;
        const { files, perOperation } = this.ours.syncs[row]!;
        return {
          by: 'syncs',
          confidence: agree === true ? 'high' : 'medium',
          reason: `Paired by syncs: both ask for ${formatCount(perOperation)} syncs of ${files.join(', ')} for each operation, at ${this.saySizes()}, and no other function does.`,
        };
      },
    );
  }

  /** Of functions with equal counts those whose names are more alike than any other two that they could make. */
  private pairCountsAndNames(): void {
    const left = groupRows(this.free(this.ours), (row) => this.ours.signatures[row]!);
    const right = groupRows(this.free(this.theirs), (row) => this.theirs.signatures[row]!);
    for (const [signature, rows] of left) {
      const partners = right.get(signature) ?? [];
      if (rows.length * partners.length > MOST_COUPLES) continue;
      const likeness = (row: number, partner: number) =>
        measureLikeness(this.ourWords[row]!, this.theirWords[partner]!);
      for (const row of rows) {
        const best = findBest(partners, (partner) => likeness(row, partner));
        if (best === null || best.value < LEAST_LIKENESS) continue;
        if (findBest(rows, (each) => likeness(each, best.row))?.row !== row) continue;
        this.add(row, best.row, {
          by: 'calls',
          confidence: best.value >= HIGH_LIKENESS ? 'high' : 'medium',
          reason: `Paired by calls and name: ${this.sayCalls(row)}, and ${this.names(row, best.row)} share ${formatShare(best.value)} of their words.`,
        });
      }
    }
  }

  /** The free functions below one pair of callers. */
  private *freePlaces() {
    const right = freeByCaller(this.theirs, this.ofTheirs);
    for (const [caller, rows] of freeByCaller(this.ours, this.ofOurs)) {
      const partnerCaller = caller === ENTRY ? ENTRY : this.ofOurs[caller]!;
      const partners = right.get(partnerCaller);
      if (partners === undefined || (caller !== ENTRY && partnerCaller < 0)) continue;
      yield { caller, partnerCaller, rows, partners };
    }
  }

  /** Functions with equal counts that are alone with them below one pair of callers. */
  private pairCountsInPlace(): void {
    if (this.sizes.length < 2) return;
    // One in no sample may be called from any place.
    const astray = new Set([
      ...this.signaturesAstray(this.ours, this.ofOurs),
      ...this.signaturesAstray(this.theirs, this.ofTheirs),
    ]);
    for (const { caller, partnerCaller, rows, partners } of this.freePlaces()) {
      const left = groupRows(rows, (row) => operationSignature(this.ours, row));
      const right = groupRows(partners, (row) => operationSignature(this.theirs, row));
      for (const [signature, [row, ...rivals]] of left) {
        const [partner, ...others] = right.get(signature) ?? [];
        if (row === undefined || partner === undefined || astray.has(signature)) continue;
        if (rivals.length + others.length > 0) continue;
        this.add(row, partner, {
          by: 'calls',
          confidence: 'medium',
          reason: `Paired by calls and place: ${this.sayCalls(row)}, ${this.sayPlace(caller, partnerCaller)}, and no other function there is.`,
        });
      }
    }
  }

  /** Functions with counts that no other function of their build has, paired or not, and callers that are no other pair. */
  private pairLoneCounts(): void {
    if (this.sizes.length < 2) return;
    const lone = (side: MatchEvidence) =>
      groupRows(side.eligible, (row) => operationSignature(side, row));
    const right = lone(this.theirs);
    for (const [signature, [row, ...rivals]] of lone(this.ours)) {
      const [partner, ...others] = right.get(signature) ?? [];
      if (row === undefined || partner === undefined || rivals.length + others.length > 0) continue;
      if (!this.mayShareCaller(this.ours.callers[row]!, this.theirs.callers[partner]!)) continue;
      this.add(row, partner, {
        by: 'calls',
        confidence: 'medium',
        reason: `Paired by calls: ${this.sayCalls(row)}, and no other function of either build is.`,
      });
    }
  }

  /** False where both callers are known and belong to other functions. */
  private mayShareCaller(caller: number, partnerCaller: number): boolean {
    if (caller === UNKNOWN || partnerCaller === UNKNOWN) return true;
    if (caller === ENTRY || partnerCaller === ENTRY) return caller === partnerCaller;
    const [ours, theirs] = [this.ofOurs[caller]!, this.ofTheirs[partnerCaller]!];
    return ours === partnerCaller || (ours < 0 && theirs < 0);
  }

  private signaturesAstray(side: MatchEvidence, partners: Int32Array): string[] {
    return side.eligible.flatMap((row) => {
      const signature = partners[row] === -1 ? operationSignature(side, row) : null;
      return signature === null || side.callers[row] !== UNKNOWN ? [] : [signature];
    });
  }

  /** Without counts: what holds most of the time below one pair of callers. Shown, but no evidence. */
  private pairPlaces(): void {
    for (const { caller, partnerCaller, rows, partners } of this.freePlaces()) {
      const major = (side: MatchEvidence, each: readonly number[], above: number) => {
        const whole = above === ENTRY ? 1 : side.shares[above]!;
        return each.filter((row) => side.shares[row]! > PLACE_SHARE * whole);
      };
      const [row] = major(this.ours, rows, caller);
      const [partner] = major(this.theirs, partners, partnerCaller);
      if (row === undefined || partner === undefined) continue;
      if (this.ours.calls[row] !== null && this.theirs.calls[partner] !== null) continue;
      this.add(row, partner, {
        by: 'place',
        confidence: 'low',
        reason: `Paired by place alone: each holds most of the CPU time ${this.sayPlace(caller, partnerCaller)}; their calls were not counted in both builds.`,
      });
    }
  }

  /** Null where the calls of either are not known. */
  private countsAgree(row: number, partner: number): boolean | null {
    const [ours, theirs] = [this.ours.signatures[row], this.theirs.signatures[partner]];
    return ours == null || theirs == null ? null : ours === theirs;
  }

  private names(row: number, partner: number): string {
    return `${this.ours.rows[row]!.key.function} and ${this.theirs.rows[partner]!.key.function}`;
  }

  private sayCalls(row: number): string {
    const rate = this.ours.calls[row]!.at(-1)!;
    return `both are called ${formatTimes(rate)} for each operation at n = ${formatCount(this.sizes.at(-1)!)} and equally often at ${this.saySizes()}`;
  }

  private saySizes(): string {
    return this.sizes.length === 1 ? 'the one size' : `all ${this.sizes.length} sizes`;
  }

  private sayPlace(caller: number, partner: number): string {
    if (caller === ENTRY) return 'directly below the part that runs once';
    return `directly below ${this.names(caller, partner)}`;
  }
}

function freeByCaller(side: MatchEvidence, partners: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const row of side.eligible) {
    const caller = side.callers[row]!;
    if (partners[row] !== -1 || caller === UNKNOWN) continue;
    const group = groups.get(caller);
    if (group === undefined) groups.set(caller, [row]);
    else group.push(row);
  }
  return groups;
}

/** Null for what runs once: a program has many such functions. */
function operationSignature(side: MatchEvidence, row: number): string | null {
  return side.ofRun[row] === true ? null : side.signatures[row]!;
}

function groupRows(
  rows: readonly number[],
  textOf: (row: number) => string | null,
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const text = textOf(row);
    if (text === null) continue;
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [row]);
    else group.push(row);
  }
  return groups;
}

/** The row of the highest value; null where two share it. */
function findBest(
  rows: readonly number[],
  valueOf: (row: number) => number,
): { row: number; value: number } | null {
  let best: { row: number; value: number } | null = null;
  let isShared = false;
  for (const row of rows) {
    const value = valueOf(row);
    isShared = best !== null && value === best.value ? true : isShared;
    if (best !== null && value <= best.value) continue;
    best = { row, value };
    isShared = false;
  }
  return isShared ? null : best;
}
