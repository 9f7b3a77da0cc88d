/** Settings, kept by main: theme, editor, and sizes of panels. */
import { create } from 'zustand';
import { CPU_INTERVAL_MS } from '../../core/model/run-request';
import type { AppInfo, Settings } from '../../ipc/contract';
import { ask } from './bridge';

interface SettingsState {
  settings: Settings;
  /** Versions and places; null until main has answered. */
  info: AppInfo | null;
  /** False until the stored settings are read: sizes of panels must not be laid out twice. */
  ready: boolean;
  load: () => Promise<void>;
  change: (change: Partial<Settings>) => Promise<void>;
  /** Remembers one number of the layout by name. */
  remember: (name: string, value: number) => void;
  toggleSideBar: () => void;
}

/** Name in the layout: 1 while the side bar is hidden. */
const SIDE_BAR_HIDDEN = 'side-bar-hidden';

/** Whether the side bar is shown. */
export function showsSideBar({ settings }: Pick<SettingsState, 'settings'>): boolean {
  return settings.layout[SIDE_BAR_HIDDEN] !== 1;
}

/** See the head of this file. */
export const useSettingsStore = create<SettingsState>((set, get) => ({
  settings: {
    theme: 'system',
    editor: null,
    runs: null,
    cpuIntervalMs: CPU_INTERVAL_MS.usual,
    layout: {},
  },
  info: null,
  ready: false,
  load: async () => {
    const [settings, info] = await Promise.all([ask('settings.get', null), ask('app.info', null)]);
    set({
      ...(settings.ok ? { settings: settings.value } : {}),
      ...(info.ok ? { info: info.value } : {}),
      ready: true,
    });
  },
  change: async (change) => {
    set(({ settings }) => ({ settings: { ...settings, ...change } }));
    const answer = await ask('settings.set', change);
    if (answer.ok) set({ settings: answer.value });
  },
  remember: (name, value) => {
    const { settings, change } = get();
    if (settings.layout[name] === value) return;
    void change({ layout: { ...settings.layout, [name]: value } });
  },
  toggleSideBar: () => get().remember(SIDE_BAR_HIDDEN, showsSideBar(get()) ? 1 : 0),
}));
