/** The part of d3-flame-graph 5 that the flame graph uses; the package brings no types. */
declare module 'd3-flame-graph' {
  import type { Selection } from 'd3-selection';

  /** What the library makes of each raw datum. */
  export interface PlacedFrame<Datum> {
    data: Datum;
    depth: number;
    /** Edges as fractions of the root's width. */
    x0: number;
    x1: number;
  }

  type Host<Datum> = Selection<HTMLDivElement, Datum, null, undefined>;

  interface FlameGraphChart<Datum> {
    (selection: Host<Datum>): void;
    width(width: number): this;
    height(height: number | null): this;
    cellHeight(height: number): this;
    minFrameSize(px: number): this;
    transitionDuration(ms: number): this;
    inverted(inverted: boolean): this;
    sort(sort: boolean): this;
    getName(name: (frame: PlacedFrame<Datum>) => string): this;
    setLabelHandler(label: (frame: PlacedFrame<Datum>) => string): this;
    setColorMapper(color: (frame: PlacedFrame<Datum>, original: string) => string): this;
    tooltip(tooltip: unknown): this;
    update(data: Datum): this;
    destroy(): this;
  }

  export default function flamegraph<Datum>(): FlameGraphChart<Datum>;
}
