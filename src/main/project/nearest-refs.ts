/** The refs that someone may have meant who wrote one that is not there. */
import { findNearest } from './check-project-file';
import { runGit } from './run-git';

const SHOWN = 3;

/** At most three short names, most alike first: the same name at a remote, part of the name, two typing errors. */
export async function findNearestRefs(
  folder: string,
  ref: string,
  signal: AbortSignal,
): Promise<string[]> {
  const list = ['for-each-ref', '--format=%(refname:short)', '--sort=-committerdate'];
  const text = await runGit(
    folder,
    [...list, 'refs/heads', 'refs/tags', 'refs/remotes'],
    signal,
  ).catch(() => '');
  // A remote's HEAD is only another name of one that follows.
  const refs = text.split('\n').filter((name) => name !== '' && !/(^|\/)HEAD$/.test(name));
  return chooseNearestRefs(ref, refs);
}

/** See findNearestRefs; `refs` are in order of their last commit, newest first. */
export function chooseNearestRefs(ref: string, refs: readonly string[]): string[] {
  const lower = ref.toLowerCase();
  const last = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
  const near = findNearest(ref, refs);
  const ranked = [
    ...refs.filter((each) => each.endsWith(`/${ref}`)),
    ...refs.filter((each) => each.toLowerCase() === lower),
    ...(near === null ? [] : [near]),
    ...refs.filter((each) => {
      const name = each.toLowerCase();
      return name.includes(lower) || (last(name).length > 2 && lower.includes(last(name)));
    }),
    // Nothing alike: the newest ones show at least how refs are named here.
    ...refs,
  ];
  return [...new Set(ranked)].slice(0, SHOWN);
}
