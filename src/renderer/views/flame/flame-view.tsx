/** The flame graph of one place: what the width means is chosen here, the rest in the pane. */
import type { Place } from '../../../core/model/view-answers';
import { useLocationStore } from '../../state/location-store';
import type { OpenSubject } from '../parts/open-subject';
import { Segments } from '../parts/pick';
import { PlacePick } from '../parts/place-pick';
import { FlamePane } from './flame-pane';

/** See the head of this file. */
export function FlameView({ open, place }: { open: OpenSubject; place: Place }) {
  const metric = useLocationStore((state) => state.location.flame.metric);
  const setFlame = useLocationStore((state) => state.setFlame);
  return (
    <div className="filled-view">
      <FlamePane slot="flame" open={open} place={place}>
        <PlacePick open={open} />
        <Segments
          label="Metric"
          value={metric}
          choices={[
            { value: 'cpu', label: 'CPU', title: 'CPU time, sampled' },
            {
              value: 'allocated',
              label: 'Allocations',
              title: 'Bytes allocated, garbage included',
            },
            { value: 'syncs', label: 'Syncs', title: 'fsync and its kin, by the stack that asked' },
            { value: 'waiting', label: 'Waiting', title: 'Time off the processor, by the stack' },
          ]}
          onChoose={(value) => setFlame('flame', { metric: value })}
        />
      </FlamePane>
    </div>
  );
}
