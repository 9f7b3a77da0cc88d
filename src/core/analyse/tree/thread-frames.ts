/** Frames that stand for processes and threads, where a picture is split by them. */
import type { Profile } from '../../model/profile';

/**
 * Rows of the frames above each thread's stacks: its process where there are several, and the thread. Labels have no process
 * numbers, which differ from run to run: namesakes are counted, so that the second worker of one build pairs with the second of the
 * other. Nothing where the picture is not split or there is only one thread.
 */
export function listThreadFrames(
  profile: Profile,
  split: boolean,
  addFrame: (label: string) => number,
): number[][] {
  const { threads } = profile;
  if (!split || threads.length < 2) return threads.map(() => []);
  const processes = [...new Set(threads.map(({ pid }) => pid))];
  const nameProcess = createNamer();
  const processNames = new Map(
    processes.map((pid) => {
      const { processName } = threads.find((thread) => thread.pid === pid)!;
      return [pid, nameProcess(`process ${processName}`)];
    }),
  );
  const rows = new Map<string, number>();
  const frameOf = (label: string): number => {
    const row = rows.get(label) ?? addFrame(label);
    rows.set(label, row);
    return row;
  };
  const namers = new Map(processes.map((pid) => [pid, createNamer()]));
  return threads.map(({ pid, name }) => {
    const thread = frameOf(namers.get(pid)!(`thread ${name}`));
    return processes.length > 1 ? [frameOf(processNames.get(pid)!), thread] : [thread];
  });
}

/** Gives the first bearer of a name the name itself, the next ones a number. */
function createNamer(): (name: string) => string {
  const seen = new Map<string, number>();
  return (name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
}
