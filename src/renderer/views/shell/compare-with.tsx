/** Puts a recording beside another one of the list. */
import { Scale } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { RecordingSummary } from '../../../core/model/recording';
import { formatMoment } from '../parts/format-moment';
import { useRecordingsStore } from '../../state/recordings-store';

/** The button with its menu; nothing where no other recording has a workload in common. */
export function CompareWith({ recording }: { recording: RecordingSummary }) {
  const recordings = useRecordingsStore((state) => state.recordings);
  const { compare } = useRecordingsStore.getState();
  const others = recordings.filter(
    (other) =>
      other.kind === 'recording' &&
      other.id !== recording.id &&
      other.workloads.some((name) => recording.workloads.includes(name)),
  );
  if (recording.kind !== 'recording' || others.length === 0) return null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-button"
        aria-label={`Compare ${recording.name} with…`}
        title="Compare with another recording"
      >
        <Scale size={13} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" aria-label="Reference">
          <DropdownMenu.Label className="menu-label">{recording.name} against</DropdownMenu.Label>
          {others.map((other) => (
            <DropdownMenu.Item
              key={other.id}
              className="menu-item"
              onSelect={() => void compare(recording.id, other.id)}
            >
              {other.name}
              <small>{formatMoment(other.createdAt, new Date())}</small>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
