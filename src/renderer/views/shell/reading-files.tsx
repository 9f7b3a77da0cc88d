/** Which file is being read, while it is. */
import { useFilesStore } from '../../state/files-store';

/** See the head of this file. */
export function ReadingFiles() {
  const [first, ...others] = useFilesStore((state) => state.reading);
  if (first === undefined) return null;
  return (
    <div className="reading-files" role="status">
      <progress aria-label={`Reading ${first}`} />
      <span>
        Reading {first}
        {others.length > 0 ? `, then ${others.length} more` : ''}…
      </span>
    </div>
  );
}
