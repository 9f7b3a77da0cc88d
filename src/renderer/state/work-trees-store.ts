/** Work trees of git builds on disk. Sizes are read when they are looked at, since that reads every file. */
import { create } from 'zustand';
import type { WorkTreeInfo } from '../../core/model/preparation';
import { ask } from './bridge';
import type { Loadable } from './loadable';
import { useNoticesStore } from './notices-store';

interface WorkTreesState {
  trees: Loadable<WorkTreeInfo[]>;
  load: () => Promise<void>;
  remove: (tree: WorkTreeInfo) => Promise<void>;
}

/** See the head of this file. */
export const useWorkTreesStore = create<WorkTreesState>((set, get) => ({
  trees: { state: 'not-loaded' },
  load: async () => {
    const { trees } = get();
    set({ trees: { state: 'loading', previous: trees.state === 'loaded' ? trees.value : null } });
    const answer = await ask('builds.list', null);
    set({
      trees: answer.ok
        ? { state: 'loaded', value: answer.value }
        : { state: 'failed', failure: answer.failure },
    });
  },
  remove: async ({ id }) => {
    const answer = await ask('builds.remove', { id });
    if (!answer.ok) useNoticesStore.getState().notifyFailure(answer.failure);
    await get().load();
  },
}));
