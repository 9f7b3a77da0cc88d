/**
 * Two linked panes, the candidate above the reference. Both are numbered by the difference of the two, so that one node is one place in
 * both: what is hovered, zoomed or searched in one is marked, zoomed and searched in the other.
 */
import { useCallback, useState } from 'react';
import { formatQuantity } from '../../../core/model/format-quantity';
import type { FlameAnswer, FlameQuestion } from '../../../core/model/view-answers';
import { useAnswer } from '../../state/answers-store';
import { shownValue, type Loadable } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { BuildName } from '../parts/build-name';
import { useSize } from '../parts/use-size';
import { FlameAbove } from './flame-above';
import { FlameBelow, FramesShown } from './flame-below';
import { questionOf, type FlameForm } from './flame-form';
import { FlamePicture, type MarkedPlace } from './flame-picture';

/** What is marked in the pane where the pointer or the keyboard is not. */
interface Mark {
  from: 'candidate' | 'reference';
  place: MarkedPlace;
}

/** See the head of this file. */
export function FlamePanes(props: FlameForm) {
  const { slot, open, place, settings } = props;
  const setFlame = useLocationStore((state) => state.setFlame);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [mark, setMark] = useState<Mark | null>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const question = {
    ...questionOf(props, width),
    mode: settings.mode === 'inverted' ? ('inverted' as const) : ('merged' as const),
    linked: true,
  };
  const ask = (side: 'candidate' | 'reference'): FlameQuestion | null =>
    width === 0 ? null : { ...question, side };
  const candidate = useAnswer('view.flame', ask('candidate'));
  const reference = useAnswer('view.flame', ask('reference'));
  const sides = [
    { side: 'candidate' as const, name: open.candidate, answer: candidate },
    { side: 'reference' as const, name: open.reference ?? '', answer: reference },
  ];
  const zoom = useCallback((root: number | null) => setFlame(slot, { root }), [setFlame, slot]);
  const follow = useCallback((top: number) => setScrollTop(top), []);
  const shown = sides.map(({ answer }) => shownValue(answer));
  return (
    <>
      {props.controls(shown[0]?.threads ?? [])}
      <FlameAbove
        slot={slot}
        answer={shown[0] ?? shown[1] ?? null}
        onZoom={zoom}
        others={sides.map(({ name, answer }) => ({ name, answer: shownValue(answer) }))}
      />
      <div ref={ref} className="flame-body flame-panes">
        {sides.map(({ side, name, answer }) => (
          <section key={side} aria-label={`Pane of ${name}`} className="flame-half">
            <PaneTitle side={side} name={name} answer={answer} />
            <FlamePicture
              key={`${place.workload} ${place.n} ${settings.metric} ${settings.mode}`}
              slot={slot}
              open={open}
              place={place}
              answer={answer}
              side={side}
              metric={settings.metric}
              colour={settings.colour}
              part={name}
              linked={mark !== null && mark.from !== side ? mark.place : null}
              onMark={(marked) => setMark(marked === null ? null : { from: side, place: marked })}
              onZoom={zoom}
              scrollTop={scrollTop}
              onScroll={follow}
            />
          </section>
        ))}
      </div>
      <PanesBelow answers={shown} {...props} />
    </>
  );
}

function PaneTitle(props: {
  side: 'candidate' | 'reference';
  name: string;
  answer: Loadable<FlameAnswer>;
}) {
  const answer = shownValue(props.answer);
  return (
    <h2 className="section-title">
      <BuildName role={props.side}>{props.name}</BuildName>
      {answer !== null && answer.length > 0 && (
        <small>
          {formatQuantity(answer.rootTotal, answer.unit)}
          {answer.unit === 'share' ? ' of its own total' : ' per operation'}; each pane fills the
          width
        </small>
      )}
      <span className="grow" />
      {answer !== null && answer.length > 0 && (
        <small>
          <FramesShown answer={answer} />
        </small>
      )}
    </h2>
  );
}

/** Modules have the same colours in both panes; your own code has each build's. */
function PanesBelow(props: FlameForm & { answers: (FlameAnswer | null)[] }) {
  const { answers, open, settings } = props;
  const [candidate = null, reference = null] = answers;
  const first = candidate?.length ? candidate : reference;
  const second = { answer: first === reference ? null : reference, palette: 'reference' as const };
  return (
    <FlameBelow
      answer={first}
      open={open}
      palette={first === candidate ? 'candidate' : 'reference'}
      colour={settings.colour}
      besides={second}
    />
  );
}
