/** Short notices in the corner, and which dialog is open. */
import { create } from 'zustand';
import type { Failure } from '../../core/model/failure';

/** A notice goes away by itself; a failure stays until it is closed. */
export interface Notice {
  id: number;
  kind: 'done' | 'failure';
  title: string;
  /** A second line: the remedy of a failure, or a path. */
  text: string | null;
  action: { label: string; run: () => void } | null;
}

/** The dialogs of the window; at most one is open. */
export type DialogName = 'keyboard' | 'settings' | 'doctor' | 'about' | 'trust' | 'palette';

interface NoticesState {
  notices: Notice[];
  dialog: DialogName | null;
  notify: (title: string, text?: string | null, action?: Notice['action']) => void;
  notifyFailure: (failure: Failure) => void;
  dismiss: (id: number) => void;
  openDialog: (dialog: DialogName | null) => void;
}

let nextId = 1;

/** See the head of this file. */
export const useNoticesStore = create<NoticesState>((set) => ({
  notices: [],
  dialog: null,
  notify: (title, text = null, action = null) =>
    set(({ notices }) => ({
      notices: [...notices, { id: nextId++, kind: 'done' as const, title, text, action }].slice(-4),
    })),
  notifyFailure: (failure) =>
    set(({ notices }) => ({
      notices: [
        ...notices.filter((notice) => notice.title !== failure.message),
        {
          id: nextId++,
          kind: 'failure' as const,
          title: failure.message,
          text:
            failure.where === undefined ? failure.remedy : `${failure.where}: ${failure.remedy}`,
          action: null,
        },
      ].slice(-4),
    })),
  dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((n) => n.id !== id) })),
  openDialog: (dialog) => set({ dialog }),
}));
