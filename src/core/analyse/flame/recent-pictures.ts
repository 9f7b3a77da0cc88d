/**
 * Trees and layouts of the pictures asked for last: a zoom or a search asks again for the same tree, and building it from a
 * million samples takes a second where laying it out takes milliseconds.
 */
import type { Profile } from '../../model/profile';
import type { Alignment } from '../diff/align-functions';
import type { DifferenceTree } from '../diff/difference-tree';
import type { CallTree } from '../tree/tree-builder';
import type { TimeOrderIndex } from './index-time-order';
import type { TimeLayout } from './layout-time-order';

/** Two metrics of two builds, and the picture before. A tree of a million nodes takes 24 MB. */
const KEPT = 6;

/** Both builds. A million stretches take 36 MB. */
const KEPT_IN_TIME = 2;

/** Keeps the values used last. */
export class Recent<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly kept = KEPT) {}

  /** The value of a key, made where it is not kept. */
  get(key: string, make: () => Value): Value {
    const known = this.values.get(key);
    const value = known ?? make();
    this.values.delete(key);
    this.values.set(key, value);
    for (const oldest of this.values.keys()) {
      if (this.values.size <= this.kept) break;
      this.values.delete(oldest);
    }
    return value;
  }
}

/** What is kept for one pair of profiles. */
export class RecentPictures {
  readonly trees = new Recent<CallTree>();
  readonly differences = new Recent<DifferenceTree>();
  readonly timeOrders = new Recent<TimeOrderIndex>(KEPT_IN_TIME);
  readonly timeLayouts = new Recent<TimeLayout>();
  /** Made when the first key has to be looked up in the other build; by the pairs that the user has drawn. */
  readonly alignments = new Recent<Alignment>();
}

/** By candidate, then by reference: both go when their recordings are forgotten. */
const pictures = new WeakMap<object, WeakMap<object, RecentPictures>>();
const NO_PROFILE = {};

/** What is kept for two profiles; null where a build has none. */
export function findPictures(candidate: Profile | null, reference: Profile | null): RecentPictures {
  const first = candidate ?? NO_PROFILE;
  const second = reference ?? NO_PROFILE;
  let partners = pictures.get(first);
  if (partners === undefined) {
    partners = new WeakMap();
    pictures.set(first, partners);
  }
  let found = partners.get(second);
  if (found === undefined) {
    found = new RecentPictures();
    partners.set(second, found);
  }
  return found;
}
