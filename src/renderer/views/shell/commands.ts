/** Every command of the window: one table for the keys, the menu and the keyboard map. */
import { TABS } from '../../../ipc/tabs';
import { useFilesStore } from '../../state/files-store';
import { useLocationStore } from '../../state/location-store';
import { useNoticesStore } from '../../state/notices-store';
import { useProjectStore } from '../../state/project-store';
import { useRunStore } from '../../state/run-store';
import { useSettingsStore } from '../../state/settings-store';
import { exportReport } from '../report/export-report';

/** One command with its key as people read it; the menu uses the same names. */
export interface Command {
  name: string;
  label: string;
  group: 'Run' | 'Project' | 'Go to' | 'Window';
  /** E.g. `Ctrl+Shift+P`; Ctrl is Cmd on a Mac. */
  key: string | null;
  /** Whether it would do anything now; absent: always. */
  applies?: () => boolean;
  run: () => void;
}

const location = () => useLocationStore.getState();
const dialog = useNoticesStore.getState().openDialog;

const isOpen = () => location().location.subject !== null;
const isRunning = () => useRunStore.getState().running !== null;
const canProfile = () => !isRunning() && useRunStore.getState().choice.candidate !== null;
const canCompare = () => canProfile() && useRunStore.getState().choice.reference !== null;

/** See the head of this file. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'profile',
    label: 'Profile the candidate',
    group: 'Run',
    key: 'Ctrl+P',
    applies: canProfile,
    run: () => void useRunStore.getState().start('profile'),
  },
  {
    name: 'compare',
    label: 'Compare candidate and reference',
    group: 'Run',
    key: 'Ctrl+Shift+P',
    applies: canCompare,
    run: () => void useRunStore.getState().start('compare'),
  },
  {
    name: 'stop',
    label: 'Stop; what was captured is kept',
    group: 'Run',
    key: 'Ctrl+.',
    applies: isRunning,
    run: () => void useRunStore.getState().stop(),
  },
  {
    name: 'doctor',
    label: 'What can be captured here',
    group: 'Run',
    key: 'Ctrl+D',
    run: () => dialog('doctor'),
  },
  {
    name: 'open-project',
    label: 'Open project…',
    group: 'Project',
    key: 'Ctrl+O',
    run: () => void useProjectStore.getState().choose(),
  },
  {
    name: 'open-files',
    label: 'Open profiles…',
    group: 'Project',
    key: 'Ctrl+Shift+O',
    run: () => void useFilesStore.getState().open(null),
  },
  {
    name: 'open-sample',
    label: 'Open the sample project',
    group: 'Project',
    key: null,
    run: () => {
      const { info } = useSettingsStore.getState();
      if (info !== null) void useProjectStore.getState().open(info.sampleProject);
    },
  },
  {
    name: 'export-report',
    label: 'Export report…',
    group: 'Project',
    key: 'Ctrl+E',
    applies: isOpen,
    run: () => {
      const { subject } = location().location;
      if (subject !== null) void exportReport(subject, 'html');
    },
  },
  ...TABS.map((tab, index) => ({
    name: `tab-${index + 1}`,
    label: tab,
    group: 'Go to' as const,
    key: `Ctrl+${index + 1}`,
    applies: isOpen,
    run: () => {
      if (isOpen()) location().go({ tab });
    },
  })),
  {
    name: 'back',
    label: 'Back',
    group: 'Go to',
    key: 'Alt+ArrowLeft',
    applies: () => location().past.length > 0,
    run: () => location().back(),
  },
  {
    name: 'forward',
    label: 'Forward',
    group: 'Go to',
    key: 'Alt+ArrowRight',
    applies: () => location().future.length > 0,
    run: () => location().forward(),
  },
  {
    name: 'whole-run',
    label: 'Show the whole run instead of a part',
    group: 'Go to',
    key: 'Escape',
    applies: () => location().location.part !== null,
    run: () => location().setPart(null),
  },
  {
    name: 'find',
    label: 'Search in the view',
    group: 'Go to',
    key: 'Ctrl+F',
    run: () => document.querySelector<HTMLInputElement>('input[data-find]')?.select(),
  },
  {
    name: 'palette',
    label: 'Find a command, recording or project',
    group: 'Window',
    key: 'Ctrl+K',
    run: () => dialog('palette'),
  },
  {
    name: 'side-bar',
    label: 'Show or hide the side bar',
    group: 'Window',
    key: 'Ctrl+B',
    applies: () => useProjectStore.getState().project !== null,
    run: () => {
      if (useProjectStore.getState().project !== null) useSettingsStore.getState().toggleSideBar();
    },
  },
  { name: 'keyboard', label: 'Keyboard', group: 'Window', key: '?', run: () => dialog('keyboard') },
  {
    name: 'settings',
    label: 'Settings',
    group: 'Window',
    key: 'Ctrl+,',
    run: () => dialog('settings'),
  },
  {
    name: 'about',
    label: 'About Touchstone',
    group: 'Window',
    key: null,
    run: () => dialog('about'),
  },
];

/** Keys that views handle themselves, for the keyboard map. */
export const VIEW_KEYS: readonly { key: string; label: string }[] = [
  { key: '← ↑ → ↓', label: 'Flame graph: to the caller, a callee, a neighbour; tables: rows' },
  { key: 'Enter', label: 'Flame graph: zoom to the selected frame' },
  {
    key: 'Esc',
    label: 'Flame graph: show the whole; then the whole run; fields and dialogs: close',
  },
  { key: 'Home', label: 'Flame graph and tables: to the start' },
  {
    key: 'Shift+drag',
    label: 'Flame graph in time order: show that part of the run; so does a drag over its times',
  },
  {
    key: 'Shift+← →',
    label: 'Times of a flame graph: mark a part of the run; Enter shows it alone',
  },
  { key: 'Shift+F10', label: 'Flame graph: menu of the selected frame' },
  { key: 'P', label: 'Functions of a comparison: pair the selected one with…' },
  { key: 'F2', label: 'Rename the recording that has the focus' },
  { key: 'Delete', label: 'Delete the recording that has the focus; Undo is offered' },
];

/** Carries out a command by its name; unknown names do nothing. */
export function runCommand(name: string): void {
  COMMANDS.find((command) => command.name === name)?.run();
}

/** The command that a key press means; null where it means none, or text is being typed. */
export function commandOfKey(event: KeyboardEvent): Command | null {
  const mod = event.ctrlKey || event.metaKey;
  const typing =
    event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (typing && !mod && !event.altKey) return null;
  const pressed =
    (mod ? 'Ctrl+' : '') +
    (event.altKey ? 'Alt+' : '') +
    (event.shiftKey && event.key !== '?' ? 'Shift+' : '') +
    (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  if (pressed === 'F1') return COMMANDS.find((command) => command.name === 'keyboard') ?? null;
  return COMMANDS.find((command) => command.key === pressed) ?? null;
}
