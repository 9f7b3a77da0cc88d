/** Memory: where it is allocated, and what it holds at a moment. */
import type { Place } from '../../../core/model/view-answers';
import { useAnswer } from '../../state/answers-store';
import { useLocationStore } from '../../state/location-store';
import { shownValue } from '../../state/loadable';
import { Loaded } from '../parts/note';
import { wholeRun, type OpenSubject } from '../parts/open-subject';
import { Segments } from '../parts/pick';
import { Allocations } from './allocations';
import { NoSnapshots } from './no-snapshots';
import { Snapshots } from './snapshots';

/** See the head of this file. */
export function HeapView({ open, place }: { open: OpenSubject; place: Place }) {
  const shown = useLocationStore((state) => state.location.snapshots.shown);
  const setSnapshots = useLocationStore((state) => state.setSnapshots);
  const captures = useAnswer('heap.captures', wholeRun(place));
  // A file that was opened holds one or the other; a run may have been asked for snapshots alone.
  const mayBeSnapshot =
    open.imported.length > 0 ||
    open.answer.ledger.every(({ instrument }) => instrument !== 'alloc');
  const has = (shownValue(captures)?.length ?? 0) > 0;
  const showsSnapshots = shown ?? (mayBeSnapshot && has);
  const lead = (
    <Segments
      label="Memory"
      value={showsSnapshots ? 'snapshots' : 'allocations'}
      choices={[
        {
          value: 'allocations',
          label: 'Allocations',
          title: 'Bytes allocated by call path, garbage included: alloc pass',
        },
        {
          value: 'snapshots',
          label: 'Snapshots',
          title: 'What is alive at a moment, and what keeps it alive: heap pass',
        },
      ]}
      onChoose={(value) => setSnapshots({ shown: value === 'snapshots' })}
    />
  );
  if (shown === null && mayBeSnapshot && captures.state === 'loading') {
    return <Loaded of={captures}>{() => null}</Loaded>;
  }
  if (!showsSnapshots) return <Allocations open={open} place={place} lead={lead} />;
  return (
    <Loaded of={captures}>
      {(list) =>
        list.length === 0 ? (
          <NoSnapshots open={open} lead={lead} />
        ) : (
          <Snapshots open={open} place={place} captures={list} lead={lead} />
        )
      }
    </Loaded>
  );
}
