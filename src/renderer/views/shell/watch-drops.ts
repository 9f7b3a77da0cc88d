import { pathOfFile } from '../../state/bridge';
import { useFilesStore } from '../../state/files-store';
import { useProjectStore } from '../../state/project-store';

/** A folder or a touchstone.json dropped anywhere opens as a project, anything else as profiles. Returns what ends the watch. */
export function watchDrops(): () => void {
  const allow = (event: DragEvent) => event.preventDefault();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
    const folder = items.find((item) => item.webkitGetAsEntry()?.isDirectory === true);
    const files = [...(event.dataTransfer?.files ?? [])];
    const project =
      folder?.getAsFile() ?? files.find(({ name }) => name === 'touchstone.json') ?? null;
    if (project !== null) {
      const path = pathOfFile(project);
      if (path !== '') void useProjectStore.getState().open(path);
      return;
    }
    const paths = files.map((file) => pathOfFile(file)).filter((path) => path !== '');
    if (paths.length > 0) void useFilesStore.getState().open(paths);
  };
  window.addEventListener('dragover', allow);
  window.addEventListener('drop', drop);
  return () => {
    window.removeEventListener('dragover', allow);
    window.removeEventListener('drop', drop);
  };
}
