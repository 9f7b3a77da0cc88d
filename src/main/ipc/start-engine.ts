/** Connects the window with the engine: questions in, answers and events out. */
import { ipcMain, Notification, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { FailureError, type Failure } from '../../core/model/failure';
import { fail, type Result } from '../../core/model/result';
import type { RunOutcome } from '../../core/model/run-request';
import type { Channel, Events } from '../../ipc/contract';
import { QUESTION_SCHEMAS } from '../../ipc/schemas';
import { renderReport } from '../export/export-report';
import type { HandlerServices } from './handler-services';
import { createHandlers, openUnlessRunning } from './handlers';
import { isProfile, openFiles } from './open-files';
import { RunController } from './run-controller';
import { Session } from './session';
import { SettingsFile } from './settings-file';

/** What the app gives to the engine. */
export interface EngineOptions {
  sampleFolder: string;
  window: () => BrowserWindow | null;
  /** True where a message comes from the app's own page. */
  isOwnPage: (event: IpcMainInvokeEvent) => boolean;
  log: (text: string) => void;
}

/** The running engine. */
export interface Engine {
  /** Folder of recordings, settings and logs. */
  dataFolder: string;
  tell: <E extends keyof Events>(event: E, value: Events[E]) => void;
  /** Opens a project named from outside the window, and tells the window what became of it. */
  openFromOutside: (path: string) => Promise<void>;
  /** Opens a project before there is a window, which asks for it or for why it could not be. */
  openAtStart: (path: string) => Promise<void>;
  /** The page under `/report/`. */
  reportPage: (path: string) => Promise<string>;
  /** Stops what runs, keeping what was captured. */
  close: () => Promise<void>;
}

/** A run shorter than this ended before anybody looked away. */
const NOTIFY_AFTER_SECONDS = 10;

/** Starts to answer. */
export function startEngine(options: EngineOptions): Engine {
  const session = new Session(options.sampleFolder);
  const tell: Engine['tell'] = (event, value) => {
    const window = options.window();
    if (window !== null && !window.isDestroyed()) window.webContents.send('tell', event, value);
  };
  const runs = new RunController(session, {
    onProgress: (progress) => {
      options.window()?.setProgressBar((progress.step - 1) / Math.max(progress.steps, 1));
      tell('run.progress', progress);
    },
    onPreparation: (event) => tell('run.preparation', event),
    onEnd: (outcome, seconds) => {
      const window = options.window();
      window?.setProgressBar(-1);
      if (window?.isFocused() === false && seconds > NOTIFY_AFTER_SECONDS) {
        notifyEnd(outcome, window);
      }
      tell('run.finished', outcome);
    },
    onDefect: (error) =>
      options.log(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const services: HandlerServices = {
    session,
    runs,
    settings: new SettingsFile(session.store.folder),
    sampleFolder: options.sampleFolder,
    window: options.window,
    tell,
  };
  const handlers = createHandlers(services);

  ipcMain.handle('ask', async (event, channel: unknown, question: unknown) => {
    if (!options.isOwnPage(event)) throw new Error('Only the app itself may ask.');
    if (typeof channel !== 'string' || !Object.hasOwn(QUESTION_SCHEMAS, channel)) {
      throw new Error(`No such channel: ${String(channel)}`);
    }
    return answer(channel as Channel, question);
  });

  const answer = async (channel: Channel, question: unknown): Promise<Result<unknown, Failure>> => {
    const checked = QUESTION_SCHEMAS[channel].safeParse(question);
    if (!checked.success) {
      return fail({
        kind: 'usage',
        message: `The question to ${channel} is not of its form: ${checked.error.issues[0]?.message ?? ''}.`,
        remedy: 'This is a defect of Touchstone; please report it.',
        where: checked.error.issues[0]?.path.join('.') ?? '',
      });
    }
    // Schema and handler come from tables over the same channels: the checked question is of the handler's type.
    const handle = handlers[channel] as (checked: unknown) => Promise<Result<unknown, Failure>>;
    try {
      return await handle(checked.data);
    } catch (error) {
      if (error instanceof FailureError) return fail(error.failure);
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      options.log(`${channel}: ${text}`);
      return fail({
        kind: 'capture-invalid',
        message: `Touchstone met an error that it did not expect while answering ${channel}.`,
        remedy: 'Try again; the error is kept in touchstone.log in the data folder.',
        detail: text,
      });
    }
  };

  void session.store
    .purge()
    .catch((error: unknown) => options.log(`The data folder was not cleaned: ${String(error)}`));

  return {
    dataFolder: session.store.folder,
    tell,
    openFromOutside: async (path) => {
      if (await isProfile(path)) {
        const files = await openFiles(services, [path]);
        if (files.ok) tell('files.opened', files.value);
        return;
      }
      const opened = await openUnlessRunning(services, path);
      if (!opened.ok) tell('app.failure', opened.failure);
    },
    openAtStart: (path) => session.openAtStart(path),
    reportPage: async (path) => {
      const match = /^\/report\/(recording|comparison)\/([\w.-]+?)(\/paper)?$/.exec(path);
      const [, kind, id, paper] = match ?? [];
      if ((kind !== 'recording' && kind !== 'comparison') || id === undefined) return 'No report.';
      const format = paper === undefined ? 'html' : 'paper';
      const text = await renderReport(session.analysis, { kind, id }, format);
      return text.ok ? text.value : escapeText(`${text.failure.message} ${text.failure.remedy}`);
    },
    close: async () => {
      await runs.stop();
      await session.close();
    },
  };
}

function notifyEnd(outcome: RunOutcome, window: BrowserWindow): void {
  const titles = {
    complete: 'The run is finished',
    interrupted: 'The run was stopped',
    failed: 'The run failed',
  };
  const notification = new Notification({
    title: titles[outcome.state],
    body: outcome.failures[0]?.message ?? 'Open Touchstone to see what it says.',
  });
  notification.on('click', () => window.show());
  // Does nothing where the desktop has no notifications.
  notification.show();
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
