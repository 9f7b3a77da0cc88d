/** The project's recordings and comparisons, newest first. */
import { create } from 'zustand';
import type { RecordingSummary } from '../../core/model/recording';
import type { Failure } from '../../core/model/failure';
import type { Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import { ask } from './bridge';
import { useLocationStore } from './location-store';
import { useNoticesStore } from './notices-store';

interface RecordingsState {
  recordings: RecordingSummary[];
  load: () => Promise<void>;
  rename: (subject: Subject, name: string) => Promise<void>;
  pin: (subject: Subject, pinned: boolean) => Promise<void>;
  /** Puts two recordings side by side and opens the comparison. */
  compare: (candidate: string, reference: string) => Promise<void>;
  /** Deletes at once and offers to undo it. */
  remove: (recording: RecordingSummary) => Promise<void>;
}

/** See the head of this file. */
export const useRecordingsStore = create<RecordingsState>((set, get) => {
  const settle = async (change: Promise<Result<null, Failure>>) => {
    const answer = await change;
    if (!answer.ok) useNoticesStore.getState().notifyFailure(answer.failure);
    await get().load();
    return answer.ok;
  };
  let asked = 0;
  return {
    recordings: [],
    load: async () => {
      asked += 1;
      const turn = asked;
      const list = await ask('recordings.list', null);
      // An older answer that comes later would take away what is new.
      if (turn !== asked) return;
      if (list.ok) set({ recordings: list.value });
      else useNoticesStore.getState().notifyFailure(list.failure);
    },
    rename: async (subject, name) => {
      await settle(ask('recordings.rename', { subject, name }));
    },
    pin: async (subject, pinned) => {
      await settle(ask('recordings.pin', { subject, pinned }));
    },
    compare: async (candidate, reference) => {
      const answer = await ask('recordings.compare', { candidate, reference });
      if (!answer.ok) {
        useNoticesStore.getState().notifyFailure(answer.failure);
        return;
      }
      await get().load();
      useLocationStore.getState().open(answer.value);
    },
    remove: async ({ kind, id, name }) => {
      const subject: Subject = { kind, id };
      if (!(await settle(ask('recordings.delete', { subject })))) return;
      useNoticesStore.getState().notify(`Deleted “${name}”`, null, {
        label: 'Undo',
        run: () => void settle(ask('recordings.restore', { subject })),
      });
    },
  };
});
