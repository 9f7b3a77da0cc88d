/**
 * Where the reader is: the open recording or comparison, the tab, the workload and size, and what each view
 * has been set to. Every step is a place in a history, so that Back returns to exactly what was seen.
 */
import { create } from 'zustand';
import type { Metric } from '../../core/model/answers';
import type { HeapOrder } from '../../core/model/heap';
import type { FunctionColumn } from '../../core/model/function-answers';
import type {
  FlameMetric,
  FlameMode,
  FrameKey,
  RunPart,
  Side,
  Subject,
  TreeFilter,
} from '../../core/model/view-answers';
import type { Tab } from '../../ipc/tabs';

/** How a flame graph is drawn: one picture, or the callers and the callees of one function. */
export type FlameOrder = Exclude<FlameMode, 'callers' | 'callees'> | 'sandwich';

/** What a flame graph is set to. */
export interface FlameSettings {
  metric: FlameMetric;
  mode: FlameOrder;
  /** `both`: two linked panes. Null: the difference in a comparison, the build in a recording. */
  side: Side | 'both' | null;
  /** What colours tell apart where one build is shown. */
  colour: 'kind' | 'module';
  /** The function in the middle of a sandwich; null: the costliest. */
  middle: FrameKey | null;
  basis: 'absolute' | 'share';
  filter: TreeFilter;
  root: number | null;
  search: string;
}

/** The flame graphs of the window: each keeps its own settings. */
export type FlameSlot = 'flame' | 'heap' | 'syncs';

/** What the functions table is set to. */
export interface FunctionsSettings {
  selected: FrameKey | null;
  sort: FunctionColumn | null;
  descending: boolean;
  search: string;
  onlyOwnCode: boolean;
}

/** Lists of a snapshot. */
export type SnapshotSection = 'classes' | 'dominators' | 'strings' | 'detached' | 'difference';

/** What was chosen in a list of a snapshot: its numbers hold within the snapshot, or pair of them, alone. */
export type SnapshotChoice =
  | { kind: 'class'; classIndex: number; name: string }
  | { kind: 'node'; node: number }
  | { kind: 'change'; row: number; name: string };

/** What the heap tab is set to. */
export interface SnapshotSettings {
  /** True: the snapshots; false: where memory was allocated; null: what there is. */
  shown: boolean | null;
  section: SnapshotSection;
  /** Keys of snapshots; null for the last of the candidate, and for the reference's or the one before. */
  snapshot: string | null;
  against: string | null;
  order: HeapOrder;
  chosen: SnapshotChoice | null;
}

/** A place that Back can return to. */
export interface Location {
  subject: Subject | null;
  tab: Tab;
  /** Null: the first workload, or its largest size. */
  workload: string | null;
  n: number | null;
  flame: FlameSettings;
  heap: FlameSettings;
  syncs: FlameSettings;
  snapshots: SnapshotSettings;
  functions: FunctionsSettings;
  scaling: { metric: Metric; frame: FrameKey | null };
  /** Part of the run that every view with times shows; null for all of it. */
  part: RunPart | null;
}

const NO_FILTER: TreeFilter = {
  thread: null,
  onlyOwnCode: false,
  collapseRecursion: false,
  focus: null,
  hidden: [],
  collapsedModules: [],
  splitThreads: false,
};

/** What a flame graph shows before anything was chosen. */
export const INITIAL_FLAME: FlameSettings = {
  metric: 'cpu',
  mode: 'merged',
  side: null,
  colour: 'kind',
  middle: null,
  basis: 'absolute',
  filter: NO_FILTER,
  root: null,
  search: '',
};

const INITIAL: Location = {
  subject: null,
  tab: 'Summary',
  workload: null,
  n: null,
  flame: INITIAL_FLAME,
  heap: { ...INITIAL_FLAME, metric: 'allocated' },
  syncs: { ...INITIAL_FLAME, metric: 'syncs' },
  snapshots: {
    shown: null,
    section: 'classes',
    snapshot: null,
    against: null,
    order: 'retained',
    chosen: null,
  },
  functions: { selected: null, sort: null, descending: true, search: '', onlyOwnCode: false },
  scaling: { metric: 'wall', frame: null },
  part: null,
};

interface LocationState {
  location: Location;
  past: readonly Location[];
  future: readonly Location[];
  /** Goes on to another place; the present one becomes the last step of Back. */
  go: (change: Partial<Location>) => void;
  /** Changes the present place without a step in the history, for typing. */
  adjust: (change: Partial<Location>) => void;
  open: (subject: Subject | null) => void;
  /** Another workload or size; every flame graph starts at its whole again. */
  goToPlace: (workload: string, n: number | null, change?: Partial<Location>) => void;
  setFlame: (slot: FlameSlot, change: Partial<FlameSettings>) => void;
  /** Another part of the run, or all of it; every flame graph starts at its whole again. */
  setPart: (part: RunPart | null) => void;
  setSnapshots: (change: Partial<SnapshotSettings>) => void;
  setFunctions: (change: Partial<FunctionsSettings>) => void;
  back: () => void;
  forward: () => void;
  /** Forgets everything, for another project. */
  reset: () => void;
}

const MAX_STEPS = 200;

/** Snapshots belong to one size, and what was chosen in them to one snapshot. */
const NO_SNAPSHOT = { snapshot: null, against: null, chosen: null };

/** Node numbers belong to one workload at one size. */
function atWhole({ flame, heap, syncs, snapshots }: Location): Partial<Location> {
  return {
    ...unzoomed({ flame, heap, syncs }),
    snapshots: { ...snapshots, ...NO_SNAPSHOT },
    part: null,
  };
}

function unzoomed({ flame, heap, syncs }: Pick<Location, FlameSlot>): Pick<Location, FlameSlot> {
  return {
    flame: { ...flame, root: null },
    heap: { ...heap, root: null },
    syncs: { ...syncs, root: null },
  };
}

/** See the head of this file. */
export const useLocationStore = create<LocationState>((set, get) => ({
  location: INITIAL,
  past: [],
  future: [],
  go: (change) =>
    set(({ location, past }) => ({
      location: { ...location, ...change },
      past: [...past, location].slice(-MAX_STEPS),
      future: [],
    })),
  adjust: (change) => set(({ location }) => ({ location: { ...location, ...change } })),
  goToPlace: (workload, n, change = {}) => {
    const { location, go } = get();
    go({ workload, n, ...atWhole(location), ...change });
  },
  open: (subject) => {
    const { location, go } = get();
    if (location.subject?.id === subject?.id) return;
    // Node numbers and selections belong to the recording that was open; the tab and the toggles stay.
    const fresh = (flame: FlameSettings): FlameSettings => ({
      ...flame,
      root: null,
      side: null,
      middle: null,
      filter: { ...flame.filter, thread: null, focus: null, hidden: [], collapsedModules: [] },
    });
    go({
      subject,
      flame: fresh(location.flame),
      heap: fresh(location.heap),
      syncs: fresh(location.syncs),
      snapshots: { ...location.snapshots, ...NO_SNAPSHOT },
      functions: { ...location.functions, selected: null, sort: null },
      scaling: { metric: location.scaling.metric, frame: null },
      part: null,
    });
  },
  setFlame: (slot, change) => {
    const { location, go, adjust } = get();
    const move = 'search' in change ? adjust : go;
    // Node numbers hold only for one question: any other change starts at the whole again.
    const keepsRoot = 'root' in change || 'search' in change || 'colour' in change;
    const root = keepsRoot ? {} : { root: null };
    move({ [slot]: { ...location[slot], ...root, ...change } });
  },
  setPart: (part) => {
    const { location, go } = get();
    if (part !== null || location.part !== null) go({ part, ...unzoomed(location) });
  },
  setSnapshots: (change) => {
    const { location, go } = get();
    go({ snapshots: { ...location.snapshots, ...change } });
  },
  setFunctions: (change) => {
    const { location, go, adjust } = get();
    const move = 'selected' in change ? go : adjust;
    move({ functions: { ...location.functions, ...change } });
  },
  back: () =>
    set(({ location, past, future }) => {
      const last = past[past.length - 1];
      return last === undefined
        ? {}
        : { location: last, past: past.slice(0, -1), future: [location, ...future] };
    }),
  forward: () =>
    set(({ location, past, future }) => {
      const [next, ...rest] = future;
      return next === undefined ? {} : { location: next, past: [...past, location], future: rest };
    }),
  reset: () => set({ location: INITIAL, past: [], future: [] }),
}));
