/** One flame graph that fills the view, with a map of the whole above it. */
import { useCallback, useState } from 'react';
import type { FlameAnswer, FlameQuestion, Side } from '../../../core/model/view-answers';
import { FlameMinimap, type ShownPart } from '../../charts/flame-minimap';
import { FLAME_ROW_PX } from '../../charts/flame-geometry';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { useSize } from '../parts/use-size';
import { FlameAbove } from './flame-above';
import { FlameBelow } from './flame-below';
import { questionOf, type FlameForm } from './flame-form';
import { FlamePicture } from './flame-picture';

/** A picture of fewer depths is its own map. */
const MAP_FROM_DEPTH = 14;

/** See the head of this file. */
export function FlameSingle(props: FlameForm & { side: Side }) {
  const { slot, open, place, settings, side } = props;
  const setFlame = useLocationStore((state) => state.setFlame);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [scroll, setScroll] = useState({ top: 0, height: 0 });
  const follow = useCallback((top: number, height: number) => setScroll({ top, height }), []);
  const question: FlameQuestion = {
    ...questionOf(props, width),
    side,
    mode: settings.mode === 'sandwich' ? 'merged' : settings.mode,
  };
  const answer = useAnswer('view.flame', width === 0 ? null : question);
  const whole = shownValue(
    useAnswer('view.flame', width === 0 ? null : { ...question, root: null, search: null }),
  );
  const shown = shownValue(answer);
  const zoom = useCallback((root: number | null) => setFlame(slot, { root }), [setFlame, slot]);
  return (
    <>
      {props.controls(shown?.threads ?? [])}
      <FlameAbove slot={slot} answer={shown} onZoom={zoom} />
      {whole !== null && shown !== null && depthOf(whole) >= MAP_FROM_DEPTH && (
        <FlameMinimap
          answer={whole}
          palette={side}
          colour={settings.colour}
          part={partOf(whole, shown, scroll)}
          onZoom={zoom}
        />
      )}
      <div ref={ref} className="flame-body">
        <FlamePicture
          // A selection belongs to one picture; another question starts without one.
          key={`${place.workload} ${place.n} ${settings.metric} ${settings.mode} ${side}`}
          slot={slot}
          open={open}
          place={place}
          answer={answer}
          side={side}
          metric={settings.metric}
          colour={settings.colour}
          onZoom={zoom}
          onScroll={follow}
        />
      </div>
      <FlameBelow answer={shown} open={open} palette={side} colour={settings.colour} />
    </>
  );
}

function depthOf(answer: FlameAnswer): number {
  return answer.length === 0 ? 0 : answer.depth[answer.length - 1]! + 1;
}

/** Where the picture lies in the whole. A root too narrow for the whole to show lies in the nearest caller that it shows. */
function partOf(
  whole: FlameAnswer,
  shown: FlameAnswer,
  scroll: { top: number; height: number },
): ShownPart {
  let row = 0;
  for (const { node } of shown.breadcrumb.toReversed()) {
    row = whole.node.indexOf(node);
    if (row >= 0) break;
  }
  row = Math.max(row, 0);
  const depth = whole.depth[row] ?? 0;
  return {
    x0: whole.x0[row] ?? 0,
    x1: whole.x1[row] ?? 1,
    fromDepth: depth + scroll.top / FLAME_ROW_PX,
    toDepth: depth + (scroll.top + scroll.height) / FLAME_ROW_PX,
  };
}
