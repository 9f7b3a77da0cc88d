/**
 * Answers of the `view.*` questions, kept while their recording stays open, so that going back is instant.
 * Keyed by the question itself. Cleared when recordings change; the oldest go first beyond the limit.
 */
import { useLayoutEffect, useState } from 'react';
import { create } from 'zustand';
import type { Channel, Questions } from '../../ipc/contract';
import { ask } from './bridge';
import type { Loadable } from './loadable';

/** A flame graph answer is about 100 kB; 64 of them stay below 10 MB. */
const MAX_ANSWERS = 64;

interface AnswersState {
  entries: ReadonlyMap<string, Loadable<unknown>>;
  /** Counts the clearings: what is shown then has to be asked again. */
  cleared: number;
  /** Asks unless the answer is there or on its way. */
  load: (channel: Channel, key: string) => Promise<void>;
  clear: () => void;
}

/** See the head of this file. */
export const useAnswersStore = create<AnswersState>((set, get) => ({
  entries: new Map(),
  cleared: 0,
  load: async (channel, key) => {
    if (get().entries.has(key)) return;
    const store = (entry: Loadable<unknown>) =>
      set(({ entries }) => {
        const next = new Map(entries);
        next.delete(key);
        next.set(key, entry);
        for (const oldest of next.keys()) {
          if (next.size <= MAX_ANSWERS) break;
          next.delete(oldest);
        }
        return { entries: next };
      });
    store({ state: 'loading', previous: null });
    const question = JSON.parse(key.slice(channel.length)) as Questions[typeof channel]['question'];
    const answer = await ask(channel, question as never);
    // For measurements from outside; one mark of each kind is kept.
    performance.clearMarks(`answered ${channel}`);
    performance.mark(`answered ${channel}`);
    store(
      answer.ok
        ? { state: 'loaded', value: answer.value }
        : { state: 'failed', failure: answer.failure },
    );
  },
  clear: () => set(({ cleared }) => ({ entries: new Map(), cleared: cleared + 1 })),
}));

/** Asks main while the component is shown. `null` asks nothing. The last answer stays until the next is there. */
export function useAnswer<C extends Channel>(
  channel: C,
  question: Questions[C]['question'] | null,
): Loadable<Questions[C]['answer']> {
  type Answer = Questions[C]['answer'];
  const key = question === null ? null : channel + JSON.stringify(question);
  const entry = useAnswersStore((state) => {
    const known = key === null ? undefined : state.entries.get(key);
    // That a question is on its way changes nothing to be seen: no second drawing for it.
    return known?.state === 'loading' ? undefined : (known as Loadable<Answer> | undefined);
  });
  const load = useAnswersStore((state) => state.load);
  const cleared = useAnswersStore((state) => state.cleared);
  const missing = entry === undefined;
  // Before the browser draws: the engine works meanwhile.
  useLayoutEffect(() => {
    if (key !== null && missing) void load(channel, key);
  }, [channel, key, missing, cleared, load]);
  const [last, setLast] = useState<Answer | null>(null);
  if (entry?.state === 'loaded' && entry.value !== last) setLast(entry.value);
  if (key === null) return { state: 'not-loaded' };
  return entry === undefined || entry.state === 'loading'
    ? { state: 'loading', previous: last }
    : entry;
}
