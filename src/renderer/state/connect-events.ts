/** Connects what main tells to the stores that care. */
import { useAnswersStore } from './answers-store';
import { listen } from './bridge';
import { useFilesStore } from './files-store';
import { useHeapStore } from './heap-store';
import { useLocationStore } from './location-store';
import { useNoticesStore } from './notices-store';
import { useProjectStore } from './project-store';
import { useRecordingsStore } from './recordings-store';
import { useRunStore } from './run-store';
import { useSettingsStore } from './settings-store';

/** Loads what the window starts with and listens until the returned function is called. */
export function connectEvents(): () => void {
  const stops = [
    listen('run.progress', (progress) => useRunStore.getState().receiveProgress(progress)),
    listen('run.preparation', (event) => useRunStore.getState().receivePreparation(event)),
    listen('run.finished', (outcome) => {
      useRunStore.getState().finish(outcome);
      useAnswersStore.getState().clear();
      void useRecordingsStore.getState().load();
      if (outcome.subject !== null) {
        useLocationStore.getState().open(outcome.subject);
        for (const failure of outcome.failures) useNoticesStore.getState().notifyFailure(failure);
      }
    }),
    listen('project.changed', (project) => useProjectStore.getState().replace(project)),
    listen('recordings.changed', () => void useRecordingsStore.getState().load()),
    listen('heap.progress', (progress) => useHeapStore.getState().receiveProgress(progress)),
    listen('files.reading', ({ names }) => useFilesStore.getState().receiveReading(names)),
    listen('files.opened', (opened) => void useFilesStore.getState().receiveOpened(opened)),
    listen('app.failure', (failure) => useProjectStore.getState().fail(failure)),
    useLocationStore.subscribe(({ location }, before) => {
      if (location.subject?.id !== before.location.subject?.id)
        useHeapStore.getState().keepOnly([]);
    }),
    useProjectStore.subscribe((state, before) => {
      if (state.project?.path === before.project?.path) return;
      useRunStore.getState().reset(state.project);
      useLocationStore.getState().reset();
      useAnswersStore.getState().clear();
      if (state.project !== null) void openNewest();
    }),
  ];
  void useSettingsStore.getState().load();
  void useProjectStore.getState().load();
  void useRunStore.getState().load();
  return () => {
    for (const stop of stops) stop();
  };
}

/** A project opens with its latest result, as it was left. */
async function openNewest(): Promise<void> {
  await useRecordingsStore.getState().load();
  const [newest] = useRecordingsStore.getState().recordings;
  if (newest !== undefined && useLocationStore.getState().location.subject === null) {
    useLocationStore.getState().open({ kind: newest.kind, id: newest.id });
  }
}
