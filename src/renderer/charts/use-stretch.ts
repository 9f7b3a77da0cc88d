/** A stretch of a picture's width that is being chosen, by a drag or by keys. */
import { useEffect, useRef, useState, type PointerEvent } from 'react';
import type { TimeAxis } from '../../core/model/view-answers';
import { axisAt, keepOn, momentAt, type Stretch } from './time-axis';

/** A drag shorter than this in CSS pixels is a click. */
const LEAST_DRAG_PX = 4;

/** What the ruler and the picture below it share. */
export interface StretchChoice {
  axes: readonly TimeAxis[];
  stretch: Stretch | null;
  /** Shows a stretch that is not chosen yet; null ends a drag without a choice. */
  show: (stretch: Stretch | null) => void;
  /** Chooses what is shown. */
  choose: () => void;
  /** A press begins a drag; the element takes all further moves of the pointer. */
  press: (event: PointerEvent, widthPx: number) => void;
  move: (event: PointerEvent) => void;
  release: (event: PointerEvent) => void;
  /** True once after a drag: the click that the browser makes of its end is none. */
  swallowClick: () => boolean;
}

interface Drag {
  axis: TimeAxis;
  /** Where it began, as a fraction of the width, and on the screen. */
  from: number;
  startX: number;
  left: number;
  widthPx: number;
  moved: boolean;
}

/** See the head of this file. `onChoose` is given moments of the run in milliseconds, the earlier first. */
export function useStretch(
  axes: readonly TimeAxis[],
  onChoose: (fromMs: number, toMs: number) => void,
): StretchChoice {
  const [stretch, setStretch] = useState<Stretch | null>(null);
  const drag = useRef<Drag | null>(null);
  const dragged = useRef(false);
  // Fractions belong to one picture.
  const [seen, setSeen] = useState(axes);
  if (seen !== axes) {
    setSeen(axes);
    setStretch(null);
  }
  useEffect(() => {
    drag.current = null;
  }, [axes]);

  const chooseStretch = (chosen: Stretch | null) => {
    setStretch(null);
    if (chosen === null) return;
    const moments = [momentAt(chosen.axis, chosen.from), momentAt(chosen.axis, chosen.to)];
    const [fromMs, toMs] = [Math.min(...moments), Math.max(...moments)];
    if (toMs > fromMs) onChoose(fromMs, toMs);
  };
  const stretchTo = ({ axis, from, left, widthPx }: Drag, clientX: number): Stretch => ({
    axis,
    from,
    to: keepOn(axis, (clientX - left) / widthPx),
  });
  return {
    axes,
    stretch,
    show: (next) => {
      if (next === null && drag.current !== null) {
        drag.current = null;
        dragged.current = true;
      }
      setStretch(next);
    },
    choose: () => chooseStretch(stretch),
    press: (event, widthPx) => {
      const { left } = event.currentTarget.getBoundingClientRect();
      const at = (event.clientX - left) / widthPx;
      const axis = axisAt(axes, at);
      if (axis === null || !(widthPx > 0)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const from = keepOn(axis, at);
      drag.current = { axis, from, startX: event.clientX, left, widthPx, moved: false };
    },
    move: (event) => {
      const now = drag.current;
      if (now === null) return;
      now.moved ||= Math.abs(event.clientX - now.startX) >= LEAST_DRAG_PX;
      if (now.moved) setStretch(stretchTo(now, event.clientX));
    },
    release: (event) => {
      const now = drag.current;
      if (now === null) return;
      drag.current = null;
      dragged.current = now.moved;
      if (now.moved) chooseStretch(stretchTo(now, event.clientX));
    },
    swallowClick: () => {
      const was = dragged.current;
      dragged.current = false;
      return was;
    },
  };
}
