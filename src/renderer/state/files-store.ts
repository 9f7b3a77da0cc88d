/** Files of other tools on their way into the list of recordings. */
import { create } from 'zustand';
import type { FilesOpened } from '../../ipc/contract';
import { ask } from './bridge';
import { useLocationStore } from './location-store';
import { useNoticesStore } from './notices-store';
import { useRecordingsStore } from './recordings-store';

interface FilesState {
  /** Names of the files that are being read or wait for it; the first is being read. */
  reading: readonly string[];
  receiveReading: (names: readonly string[]) => void;
  /** Shows the last of what was read, and says of the others why they were not. */
  receiveOpened: (opened: FilesOpened) => Promise<void>;
  /** Reads files and shows the last of them; null asks which. */
  open: (paths: string[] | null) => Promise<void>;
}

/** See the head of this file. */
export const useFilesStore = create<FilesState>((set, get) => ({
  reading: [],
  receiveReading: (reading) => set({ reading }),
  receiveOpened: async ({ recordings, failures }) => {
    for (const failure of failures) useNoticesStore.getState().notifyFailure(failure);
    await useRecordingsStore.getState().load();
    const last = recordings.at(-1);
    if (last !== undefined) useLocationStore.getState().open(last);
  },
  open: async (paths) => {
    const answer = await ask('files.open', { paths });
    if (answer.ok) await get().receiveOpened(answer.value);
    else useNoticesStore.getState().notifyFailure(answer.failure);
  },
}));
