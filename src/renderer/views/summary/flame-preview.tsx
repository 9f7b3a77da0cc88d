/** The top of the flame graph; the whole is one click away. */
import { useState } from 'react';
import { formatCount } from '../../../core/model/format-quantity';
import type { Place } from '../../../core/model/view-answers';
import { FlameGraph } from '../../charts/flame-graph';
import { useAnswer } from '../../state/answers-store';
import { INITIAL_FLAME, useLocationStore } from '../../state/location-store';
import { FlameLegend } from '../flame/flame-legend';
import { Loaded } from '../parts/note';
import { wholeRun, type OpenSubject } from '../parts/open-subject';
import { isOnlyPlace } from '../parts/place-pick';
import { useSize } from '../parts/use-size';
import { FrameTooltip, type HoveredFrame } from '../flame/frame-tooltip';

/** See the head of this file. */
export function FlamePreview({ open, place }: { open: OpenSubject; place: Place }) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [selected, setSelected] = useState(-1);
  const [hovered, setHovered] = useState<HoveredFrame | null>(null);
  const go = useLocationStore((state) => state.go);
  const side = open.reference === null ? 'candidate' : 'difference';
  const answer = useAnswer(
    'view.flame',
    width === 0
      ? null
      : {
          ...wholeRun(place),
          metric: 'cpu',
          mode: 'merged',
          side,
          basis: 'absolute',
          filter: { ...INITIAL_FLAME.filter, onlyOwnCode: true },
          root: null,
          widthPx: width,
          search: null,
        },
  );
  return (
    <div ref={ref}>
      <h2 className="section-title">
        {side === 'difference' ? 'Differential flame graph' : 'Flame graph'}
        <small>
          CPU{side === 'difference' ? ' per operation' : ''},{' '}
          {!isOnlyPlace(open) && `${place.workload}, n = ${formatCount(place.n)}, `}only your code
        </small>
        <span className="grow" />
        <button type="button" className="disclosure" onClick={() => go({ tab: 'Flame graph' })}>
          Open Flame graph
        </button>
      </h2>
      <Loaded of={answer}>
        {(value) =>
          value.length === 0 ? (
            <p className="quiet">{value.notes[0] ?? 'No samples in this pass.'}</p>
          ) : (
            <>
              <div className="preview">
                <FlameGraph
                  answer={value}
                  palette={side}
                  label={`Preview of the flame graph of ${place.workload}`}
                  selected={selected}
                  onSelect={setSelected}
                  onZoom={() =>
                    go({
                      tab: 'Flame graph',
                      flame: {
                        ...INITIAL_FLAME,
                        filter: { ...INITIAL_FLAME.filter, onlyOwnCode: true },
                      },
                    })
                  }
                  onHover={(row, x, y) => setHovered(row < 0 ? null : { row, x, y })}
                />
              </div>
              <FlameLegend palette={side} open={open} answer={value} />
              <FrameTooltip answer={value} hovered={hovered} open={open} side={side} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}
