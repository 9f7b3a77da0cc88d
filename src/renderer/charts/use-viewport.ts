/** The part of a scrolled element that is in sight. */
import { useCallback, useEffect, useLayoutEffect, useState, type RefObject } from 'react';

/** Lengths in CSS pixels. */
export interface Viewport {
  width: number;
  height: number;
  scrollTop: number;
  /** Device pixels per CSS pixel. */
  pixelRatio: number;
}

const NOTHING: Viewport = { width: 0, height: 0, scrollTop: 0, pixelRatio: 1 };

/** Taller parts than any screen are not in sight; a canvas of that height would take memory for nothing. */
const MAX_HEIGHT_PX = 4096;

/** The element's viewport, and the function to call when it was scrolled. */
export function useViewport(ref: RefObject<HTMLElement | null>): {
  viewport: Viewport;
  readScroll: () => void;
} {
  const [viewport, setViewport] = useState(NOTHING);
  const readScroll = useCallback(() => {
    const element = ref.current;
    if (element === null) return;
    const now: Viewport = {
      width: element.clientWidth,
      height: Math.min(element.clientHeight, MAX_HEIGHT_PX),
      scrollTop: element.scrollTop,
      pixelRatio: window.devicePixelRatio,
    };
    setViewport((before) =>
      (Object.keys(now) as (keyof Viewport)[]).every((name) => before[name] === now[name])
        ? before
        : now,
    );
  }, [ref]);
  // Known before the first paint, so that the picture comes with it and not a frame later.
  useLayoutEffect(() => readScroll(), [readScroll]);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(readScroll);
    observer.observe(element);
    // Another zoom of the window, or another screen, has other pixels.
    window.addEventListener('resize', readScroll);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', readScroll);
    };
  }, [ref, readScroll]);
  return { viewport, readScroll };
}
