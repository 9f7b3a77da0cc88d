/**
 * Answers of the `view.*` questions, kept while their recording stays open, so that going back is instant.
 * Keyed by the question itself. Cleared when recordings change; the oldest go first beyond the limit.
 */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { Channel, Questions } from '../../ipc/contract';
import { ask } from './bridge';
import type { Loadable } from './loadable';

/** A flame graph answer is about 100 kB; 64 of them stay below 10 MB. */
const MAX_ANSWERS = 64;

interface AnswersState {
  entries: ReadonlyMap<string, Loadable<unknown>>;
  /** Asks unless the answer is there or on its way. */
  load: (channel: Channel, key: string) => Promise<void>;
  clear: () => void;
}

/** See the head of this file. */
export const useAnswersStore = create<AnswersState>((set, get) => ({
  entries: new Map(),
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
  clear: () => set({ entries: new Map() }),
}));

/** Asks main while the component is shown. `null` asks nothing. The last answer stays until the next is there. */
export function useAnswer<C extends Channel>(
  channel: C,
  question: Questions[C]['question'] | null,
): Loadable<Questions[C]['answer']> {
  type Answer = Questions[C]['answer'];
  const key = question === null ? null : channel + JSON.stringify(question);
  const entry = useAnswersStore((state) =>
    key === null ? undefined : (state.entries.get(key) as Loadable<Answer> | undefined),
  );
  const load = useAnswersStore((state) => state.load);
  const missing = entry === undefined;
  useEffect(() => {
    if (key !== null && missing) void load(channel, key);
  }, [channel, key, missing, load]);
  const [last, setLast] = useState<Answer | null>(null);
  if (entry?.state === 'loaded' && entry.value !== last) setLast(entry.value);
  if (key === null) return { state: 'not-loaded' };
  return entry === undefined || entry.state === 'loading'
    ? { state: 'loading', previous: last }
    : entry;
}
