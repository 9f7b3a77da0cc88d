/** A function with its place, leading to the view that shows it. */
import type { FrameKey } from '../../../core/model/view-answers';
import { useLocationStore } from '../../state/location-store';

/** `pager.js:63`, or nothing where the file is unknown. */
export function shortPlace(file: string | null, line: number): string {
  if (file === null || file === '') return '';
  const name = file.split(/[\\/]/).pop() ?? file;
  return line > 0 ? `${name}:${line}` : name;
}

/** A path as short as it stays clear: relative where it lies in the project. */
export function projectPath(file: string, project: string): string {
  const inside = file.startsWith(project) && /^[\\/]/.test(file.slice(project.length));
  return inside ? file.slice(project.length + 1) : file;
}

/** See the head of this file. */
export function FrameLink(props: { frame: FrameKey; workload?: string }) {
  const go = useLocationStore((state) => state.go);
  const goToPlace = useLocationStore((state) => state.goToPlace);
  const functions = useLocationStore((state) => state.location.functions);
  const { frame, workload } = props;
  const place = shortPlace(frame.file, frame.line);
  return (
    <button
      type="button"
      className="link mono frame-link"
      title={
        frame.file === null ? frame.function : `${frame.function} — ${frame.file}:${frame.line}`
      }
      onClick={() => {
        const selected: FrameKey = {
          function: frame.function,
          file: frame.file,
          line: frame.line,
        };
        const change = {
          tab: 'Functions' as const,
          functions: { ...functions, selected, search: '' },
        };
        if (workload === undefined) go(change);
        else goToPlace(workload, null, change);
      }}
    >
      {frame.function}
      {place !== '' && <span className="quiet"> {place}</span>}
    </button>
  );
}
