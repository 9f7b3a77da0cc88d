/** What the window's questions are answered with. */
import type { BrowserWindow } from 'electron';
import type { Events } from '../../ipc/contract';
import type { RunController } from './run-controller';
import type { Session } from './session';
import type { SettingsFile } from './settings-file';

/** See the head of this file. */
export interface HandlerServices {
  session: Session;
  runs: RunController;
  settings: SettingsFile;
  sampleFolder: string;
  window: () => BrowserWindow | null;
  tell: <E extends keyof Events>(event: E, value: Events[E]) => void;
}
