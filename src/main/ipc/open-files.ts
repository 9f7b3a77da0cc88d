/** Files of any profiler and archives of recordings, from a drop, the menu or Touchstone's own command line → recordings of the open project. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { dialog } from 'electron';
import type { Failure } from '../../core/model/failure';
import { succeed, type Result } from '../../core/model/result';
import type { FilesOpened } from '../../ipc/contract';
import { isArchive, openArchive } from '../export/open-archive';
import { importInWorker } from '../export/import-in-worker';
import type { HandlerServices } from './handler-services';

/** A file that is no project file. What does not exist is left to the opening of projects, which says so. */
export async function isProfile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && basename(path) !== 'touchstone.json';
}

/** Reads one after the other: two large ones at once would need the memory of both. What cannot be read does not keep the others out. */
export async function openFiles(
  services: HandlerServices,
  paths: readonly string[] | null,
): Promise<Result<FilesOpened, Failure>> {
  const { session, tell } = services;
  const chosen = paths ?? (await askForFiles(services));
  const opened: FilesOpened = { recordings: [], failures: [] };
  if (chosen.length === 0) return succeed(opened);
  if (session.project === null) tell('project.changed', session.openImports());
  const { name, path } = session.project!;
  try {
    for (const [index, file] of chosen.entries()) {
      tell('files.reading', { names: chosen.slice(index).map((each) => basename(each)) });
      if (await isArchive(file)) {
        const taken = await openArchive(session.store, file, undefined, path);
        if (taken.ok) opened.recordings.push(taken.value.subject);
        else opened.failures.push(taken.failure);
        continue;
      }
      const kept = await importInWorker({
        dataFolder: session.store.folder,
        path: file,
        project: { name, path },
      });
      if (kept.ok) opened.recordings.push({ kind: 'recording', id: kept.value });
      else opened.failures.push(kept.failure);
    }
  } finally {
    tell('files.reading', { names: [] });
    tell('recordings.changed', null);
  }
  return succeed(opened);
}

async function askForFiles(services: HandlerServices): Promise<string[]> {
  const window = services.window();
  const options = {
    title: 'Open profiles',
    properties: ['openFile' as const, 'multiSelections' as const],
  };
  const chosen = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return chosen.canceled ? [] : chosen.filePaths;
}
