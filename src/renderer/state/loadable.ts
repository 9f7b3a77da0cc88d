/** What is known of something that main answers. One union instead of three booleans. */
import type { Failure } from '../../core/model/failure';

/** `previous` is what was shown before, so that a view can keep it instead of flashing empty. */
export type Loadable<T> =
  | { state: 'not-loaded' }
  | { state: 'loading'; previous: T | null }
  | { state: 'loaded'; value: T }
  | { state: 'failed'; failure: Failure };

/** The value to show now: loaded, or what was there before while the next one loads. */
export function shownValue<T>(loadable: Loadable<T>): T | null {
  if (loadable.state === 'loaded') return loadable.value;
  return loadable.state === 'loading' ? loadable.previous : null;
}
