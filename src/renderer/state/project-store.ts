/** The open project and those opened before. */
import { create } from 'zustand';
import type { Failure } from '../../core/model/failure';
import type { ProjectState } from '../../ipc/contract';
import { ask } from './bridge';

interface ProjectStoreState {
  project: ProjectState | null;
  /** Why the last attempt to open a project did not work; cleared by the next one. */
  failure: Failure | null;
  /** False until main has said which project it opened at the start. */
  ready: boolean;
  recent: { name: string; path: string }[];
  load: () => Promise<void>;
  open: (path: string) => Promise<void>;
  choose: () => Promise<void>;
  trust: () => Promise<boolean>;
  replace: (project: ProjectState | null) => void;
  fail: (failure: Failure) => void;
}

/** See the head of this file. */
export const useProjectStore = create<ProjectStoreState>((set) => {
  const loadRecent = async () => {
    const recent = await ask('project.recent', null);
    if (recent.ok) set({ recent: recent.value });
  };
  return {
    project: null,
    failure: null,
    ready: false,
    recent: [],
    load: async () => {
      const current = await ask('project.current', null);
      set(current.ok ? { project: current.value } : { failure: current.failure });
      await loadRecent();
      set({ ready: true });
    },
    open: async (path) => {
      const answer = await ask('project.open', { path });
      set(answer.ok ? { project: answer.value, failure: null } : { failure: answer.failure });
      await loadRecent();
    },
    choose: async () => {
      const answer = await ask('project.choose', null);
      if (!answer.ok) set({ failure: answer.failure });
      else if (answer.value !== null) set({ project: answer.value, failure: null });
      await loadRecent();
    },
    trust: async () => {
      const answer = await ask('project.trust', null);
      set(answer.ok ? { project: answer.value, failure: null } : { failure: answer.failure });
      return answer.ok;
    },
    replace: (project) => set({ project, ...(project === null ? {} : { failure: null }) }),
    fail: (failure) => set({ failure }),
  };
});
