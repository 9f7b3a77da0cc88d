/** One handler for each channel: what the window may ask, and who answers. A channel left out does not compile. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, shell } from 'electron';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Channel, ExportedFormat, PictureFormat, Questions } from '../../ipc/contract';
import { runDoctor } from '../capture/run-doctor';
import { exportReport, renderReport } from '../export/export-report';
import { savePieces } from '../export/save-pieces';
import { listWorkTrees, removeWorkTree } from '../project/work-trees';
import type { HandlerServices } from './handler-services';
import { changePairs, restorePairs } from './change-pairs';
import { createHeapHandlers } from './heap-handlers';
import { openFiles } from './open-files';
import { openInEditor } from './open-in-editor';
import { pairRecordings } from './pair-recordings';
import { printReport } from './print-report';
import type { Session } from './session';

/** A handler for each channel. */
export type Handlers = {
  [C in Channel]: (
    question: Questions[C]['question'],
  ) => Promise<Result<Questions[C]['answer'], Failure>>;
};

/** The oldest Electron that the code runs on; see docs/decisions.md. */
const ELECTRON_FLOOR = '33.2.1';

/** See the head of this file. */
export function createHandlers(services: HandlerServices): Handlers {
  const { session, runs, settings, tell } = services;
  const { store, analysis } = session;
  const exported = new Set<string>();
  const changed = async (change: Promise<Result<null, Failure>>) => {
    const answer = await change;
    if (answer.ok) tell('recordings.changed', null);
    return answer;
  };
  const saveAs = async (
    title: string,
    name: string,
    format: SavedFormat,
    content: string | Uint8Array,
  ): Promise<Result<{ path: string } | null, Failure>> => {
    const target = await askPath(services, title, name, format);
    if (target === null) return succeed(null);
    const saved = await savePieces(target, [content]);
    if (!saved.ok) return saved;
    exported.add(saved.value.path);
    return succeed({ path: saved.value.path });
  };
  return {
    'app.info': () =>
      answered({
        version: app.getVersion(),
        electron: process.versions.electron,
        electronFloor: ELECTRON_FLOOR,
        node: process.versions.node,
        chrome: process.versions.chrome,
        dataFolder: store.folder,
        sampleProject: services.sampleFolder,
      }),
    'settings.get': async () => succeed(await settings.read()),
    'settings.set': async (change) => succeed(await settings.change(change)),

    'project.current': () => Promise.resolve(session.describe()),
    'project.open': ({ path }) => openUnlessRunning(services, path),
    'project.choose': async () => {
      const window = services.window();
      const options = { title: 'Open project', properties: ['openDirectory' as const] };
      const chosen = await (window === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options));
      const [path] = chosen.filePaths;
      if (chosen.canceled || path === undefined) return succeed(null);
      return openUnlessRunning(services, path);
    },
    'project.trust': () => session.trust(),
    'files.open': async ({ paths }) => openFiles(services, paths),
    'project.recent': async () => succeed(await session.recent.list()),
    'doctor.check': async () => succeed(await runDoctor(new AbortController().signal)),

    'run.start': (request) => runs.start(request),
    'run.stop': async () => {
      await runs.stop();
      return succeed(null);
    },
    'run.snapshot': () => runs.takeSnapshot(),
    'run.current': () => answered(runs.progress),

    'builds.list': async () => succeed(await listWorkTrees(store.folder)),
    'builds.remove': ({ id }) =>
      runs.isRunning ? Promise.resolve(fail(TREE_IN_USE)) : removeWorkTree(store.folder, id),

    'recordings.list': async () => {
      const path = session.project?.path;
      return succeed(
        (await store.list()).filter(
          ({ project, openedIn }) => project.path === path || openedIn === path,
        ),
      );
    },
    'recordings.rename': ({ subject, name }) => changed(store.rename(subject, name)),
    'recordings.pin': ({ subject, pinned }) => changed(store.pin(subject, pinned)),
    'recordings.delete': ({ subject }) => changed(store.remove(subject)),
    'recordings.restore': ({ subject }) => changed(store.restore(subject)),

    'recordings.compare': async ({ candidate, reference }) => {
      const paired = await pairRecordings(store, candidate, reference);
      if (paired.ok) tell('recordings.changed', null);
      return paired;
    },

    'view.summary': (question) => analysis.ask('summary', question),
    'view.flame': (question) => analysis.ask('flame', question),
    'view.functions': (question) => analysis.ask('functions', question),
    'view.function': (question) => analysis.ask('function', question),
    'view.syscalls': (question) => analysis.ask('syscalls', question),
    'view.timeline': (question) => analysis.ask('timeline', question),
    'view.part': (question) => analysis.ask('part', question),
    'view.scaling': (question) => analysis.ask('scaling', question),
    'view.output': (question) => analysis.ask('output', question),
    'view.pairing': (question) => analysis.ask('pairing', question),
    'pairs.change': (change) => changePairs(store, session.project?.path ?? null, change),
    'pairs.restore': ({ subject, pairs }) =>
      restorePairs(store, session.project?.path ?? null, subject, pairs),

    ...createHeapHandlers(services),

    'report.preview': async ({ subject, format }) => {
      const text = await renderReport(analysis, subject, format);
      return text.ok ? succeed({ text: text.value }) : text;
    },
    'report.export': async ({ subject, format, path }) => {
      const { project } = session;
      const name = `${project?.name ?? 'touchstone'}-${subject.id}`;
      const target = path ?? (await askPath(services, 'Export report', name, format));
      if (target === null) return succeed(null);
      const answer = await (format === 'pdf'
        ? printReport(subject, target)
        : exportReport(analysis, subject, format, target));
      if (answer.ok) exported.add(answer.value.path);
      return answer;
    },
    'picture.save': ({ name, format, bytes }) => saveAs('Save picture', name, format, bytes),
    'table.save': ({ name, text }) => saveAs('Save table', name, 'csv', text),
    'report.show': ({ path }) => {
      // Only what this session wrote: the window must not make the file manager run about.
      if (exported.has(path)) shell.showItemInFolder(path);
      return answered(null);
    },
    'editor.open': async ({ file, line }) => {
      const { editor } = await settings.read();
      return openInEditor(editor, file, line, session.project?.path ?? homedir());
    },
  };
}

const TREE_IN_USE: Failure = {
  kind: 'usage',
  message: 'A run is under way, which may use this work tree.',
  remedy: 'Stop the run or wait for its end.',
};

function answered<Value>(value: Value): Promise<Result<Value, Failure>> {
  return Promise.resolve(succeed(value));
}

/** Another project cannot be opened under a run: its end would belong to nothing that is shown. */
export async function openUnlessRunning(
  services: HandlerServices,
  path: string,
): ReturnType<Session['open']> {
  if (services.runs.isRunning) {
    return fail({
      kind: 'usage',
      message: 'A run is under way, so another project was not opened.',
      remedy: 'Stop the run or wait for its end.',
    });
  }
  const opened = await services.session.open(path);
  if (opened.ok) services.tell('project.changed', opened.value);
  return opened;
}

type SavedFormat = ExportedFormat | PictureFormat | 'csv';

const FORMATS: Record<SavedFormat, string> = {
  html: 'HTML',
  md: 'Markdown',
  json: 'JSON',
  pdf: 'PDF',
  png: 'PNG',
  svg: 'SVG',
  csv: 'CSV',
};

async function askPath(
  services: HandlerServices,
  title: string,
  name: string,
  format: SavedFormat,
): Promise<string | null> {
  const file = `${name}.${format}`.replace(/[^\w.-]+/g, '-');
  const options = {
    title,
    defaultPath: join(app.getPath('documents'), file),
    filters: [{ name: FORMATS[format], extensions: [format] }],
  };
  const window = services.window();
  const chosen = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
}
