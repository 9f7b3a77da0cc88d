/** What will run, the buttons that run it, and how far it has come. */
import { Camera, FolderOpen, Play, Scale, Square } from 'lucide-react';
import type { Instrument } from '../../../core/model/instrument';
import type { RunProgress } from '../../../core/model/run-request';
import { formatCount, formatWait } from '../../../core/model/format-quantity';
import type { ProjectState } from '../../../ipc/contract';
import { useFilesStore } from '../../state/files-store';
import { useProjectStore } from '../../state/project-store';
import { useRunStore, type RunChoice } from '../../state/run-store';
import { useSettingsStore } from '../../state/settings-store';
import { BuildDot } from '../parts/build-name';
import { Hint } from '../parts/hint';
import { Pick } from '../parts/pick';
import { PickSeveral } from '../parts/pick-several';
import { Mark } from './mark';

const RUN_COUNTS = [1, 3, 5, 10, 20, 30, 50];
/** Menu value for as many runs as the intervals need. */
const AS_NEEDED = 'as needed';

/** What a run can look at beside the time, each by a run of its own. */
const PASSES: readonly { value: Instrument; label: string; hint: string }[] = [
  { value: 'cpu', label: 'cpu', hint: 'samples of stacks' },
  { value: 'calls', label: 'calls', hint: 'exact counts' },
  { value: 'alloc', label: 'alloc', hint: 'allocations by call path' },
  { value: 'syscalls', label: 'syscalls', hint: 'syncs, files, connections' },
  { value: 'stacks', label: 'stacks', hint: 'who asked for each sync' },
  { value: 'timeline', label: 'timeline', hint: 'CPU, memory and I/O over time' },
  { value: 'heap', label: 'heap', hint: 'a snapshot, Node only, slow' },
];

/** What main does unless told otherwise; it adds stacks by itself where there are syncs. */
const USUAL_PASSES: readonly Instrument[] = ['cpu', 'calls', 'alloc', 'syscalls', 'timeline'];

/** See the head of this file. */
export function TopBar({ project }: { project: ProjectState }) {
  const running = useRunStore((state) => state.running);
  const choose = useProjectStore((state) => state.choose);
  return (
    <header className="top-bar">
      <span className="product">
        <Mark /> Touchstone
      </span>
      <Hint text={`${project.path} — open another project`}>
        <button type="button" className="button plain project-name" onClick={() => void choose()}>
          {project.name}
        </button>
      </Hint>
      {running !== null ? (
        <Progress />
      ) : project.builds.length > 0 ? (
        <Choices project={project} />
      ) : (
        <OpenMore />
      )}
    </header>
  );
}

function Choices({ project }: { project: ProjectState }) {
  const choice = useRunStore((state) => state.choice);
  const choose = useRunStore((state) => state.choose);
  const start = useRunStore((state) => state.start);
  const builds = project.builds.map((build) => ({
    value: build.name,
    label: build.name,
    ...(build.git === null ? {} : { hint: `git ${build.git}` }),
  }));
  const marked = (role: 'candidate' | 'reference') =>
    builds.map((build) => ({
      ...build,
      label: (
        <>
          <BuildDot role={role} /> {build.label}
        </>
      ),
      disabled: role === 'reference' && build.value === choice.candidate,
    }));
  const chosen = project.workloads.filter(
    (workload) => choice.workloads === null || choice.workloads.includes(workload.name),
  );
  const sizes = [...new Set(chosen.flatMap((workload) => workload.sizes))].sort((a, b) => a - b);
  const picked = choice.sizes?.filter((size) => sizes.includes(size)) ?? null;
  const inSettings = useSettingsStore((state) => state.settings.runs);
  const usualRuns = project.runs ?? inSettings;
  const counts = [...new Set([...RUN_COUNTS, ...(usualRuns === null ? [] : [usualRuns])])].sort(
    (a, b) => a - b,
  );
  const comparable = choice.reference !== null && choice.reference !== choice.candidate;
  return (
    <>
      <span className="grow" />
      <Pick
        label="Candidate"
        value={choice.candidate}
        choices={marked('candidate')}
        onChoose={(candidate) => choose({ candidate })}
      />
      <span className="quiet">against</span>
      <Pick
        label="Reference"
        value={choice.reference}
        choices={marked('reference')}
        onChoose={(reference) => choose({ reference })}
        disabled={builds.length < 2}
        placeholder="no second build"
      />
      <PickSeveral
        label="Workloads"
        summary={summarise(choice.workloads, project.workloads.length, 'workloads')}
        all={project.workloads.map(({ name, sizes: own }) => ({
          value: name,
          label: name,
          hint: sizeRange(own),
        }))}
        chosen={choice.workloads}
        onChoose={(workloads) => choose({ workloads })}
      />
      <PickSeveral
        label="Sizes"
        summary={summarise(picked, sizes.length, 'sizes')}
        all={sizes.map((size) => ({ value: size, label: `n = ${formatCount(size)}` }))}
        chosen={picked}
        onChoose={(next) => choose({ sizes: next })}
      />
      <Pick
        label="Runs"
        value={String(choice.runs ?? usualRuns ?? AS_NEEDED)}
        choices={[
          ...(usualRuns === null ? [{ value: AS_NEEDED, label: 'Runs as needed' }] : []),
          ...counts.map((count) => ({
            value: String(count),
            label: count === 1 ? '1 run' : `${count} runs`,
          })),
        ]}
        onChoose={(runs) => choose({ runs: runs === AS_NEEDED ? null : Number(runs) })}
      />
      <PickSeveral
        label="Passes"
        summary={describePasses(choice)}
        all={PASSES}
        usual={USUAL_PASSES}
        chosen={choice.passes}
        onChoose={(passes) => choose({ passes })}
        options={[
          {
            label: 'Native stacks',
            hint: 'C and C++ under JavaScript, by perf',
            checked: choice.nativeStacks,
            onChange: (nativeStacks) => choose({ nativeStacks }),
          },
          {
            label: 'Pin to one core',
            hint: 'timed runs, less noise',
            checked: choice.pinned,
            onChange: (pinned) => choose({ pinned }),
          },
        ]}
      />
      <span className="divider" />
      <button
        type="button"
        className="button"
        disabled={choice.candidate === null}
        onClick={() => void start('profile')}
      >
        <Play size={14} aria-hidden="true" />
        Profile
      </button>
      <Hint
        text={
          comparable
            ? 'Runs of both builds are interleaved, A B B A'
            : 'A comparison needs a second build in touchstone.json'
        }
      >
        <button
          type="button"
          className="button primary"
          disabled={!comparable}
          onClick={() => void start('compare')}
        >
          <Scale size={14} aria-hidden="true" />
          Compare
        </button>
      </Hint>
    </>
  );
}

/** In the list of opened files nothing can be run. */
function OpenMore() {
  return (
    <>
      <span className="grow" />
      <button
        type="button"
        className="button"
        onClick={() => void useFilesStore.getState().open(null)}
      >
        <FolderOpen size={14} aria-hidden="true" />
        Open profiles…
      </button>
    </>
  );
}

function describePasses({ passes, nativeStacks, pinned }: RunChoice): string {
  const chosen =
    passes === null
      ? 'Usual passes'
      : passes.length <= 2
        ? passes.join(', ')
        : `${passes.length} passes`;
  return [chosen, ...(nativeStacks ? ['native'] : []), ...(pinned ? ['pinned'] : [])].join(' + ');
}

function Progress() {
  const progress = useRunStore((state) => state.progress);
  const preparing = useRunStore((state) => state.preparation?.build ?? null);
  const stopping = useRunStore((state) => state.stopping);
  const stop = useRunStore((state) => state.stop);
  return (
    <div className="run-progress">
      <span className="now" role="status">
        {stopping ? 'Stopping; what was captured is kept' : describeStep(progress, preparing)}
      </span>
      {progress !== null && (
        <>
          <span className="pass">
            pass {progress.step} of {progress.steps}
          </span>
          <progress
            aria-label="Progress"
            max={progress.steps}
            value={Math.max(progress.step - 1, 0)}
          />
          <span className="quiet nowrap">
            {progress.remainingMs === null
              ? 'estimating time left'
              : `${formatWait(progress.remainingMs)} left`}
          </span>
          {progress.detail !== undefined && (
            <span className="detail" title={progress.detail}>
              {progress.detail}
            </span>
          )}
        </>
      )}
      <SnapshotButton progress={progress} />
      <button
        type="button"
        className="button"
        disabled={stopping}
        onClick={() => void stop()}
        title="Stop (Ctrl+.)"
      >
        <Square size={12} aria-hidden="true" />
        Stop
      </button>
    </div>
  );
}

/** Enabled while the pass runs that can take one; the reason why not is said where it is not. */
function SnapshotButton({ progress }: { progress: RunProgress | null }) {
  const passes = useRunStore((state) => state.choice.passes);
  const stopping = useRunStore((state) => state.stopping);
  const takeSnapshot = useRunStore((state) => state.takeSnapshot);
  const canTake = progress?.instrument === 'heap' && progress.phase === 'measure' && !stopping;
  const reason = canTake
    ? 'The program stops while its snapshot is written'
    : passes?.includes('heap') === true
      ? 'Snapshots are taken in the heap pass, which does not run now'
      : 'Choose the heap pass among the passes to take snapshots of a Node program';
  return (
    <Hint text={reason}>
      <button
        type="button"
        className="button"
        // Not `disabled`: the reason has to be reachable by pointer and keyboard.
        aria-disabled={!canTake}
        aria-description={reason}
        onClick={() => canTake && void takeSnapshot()}
      >
        <Camera size={13} aria-hidden="true" />
        Take heap snapshot
      </button>
    </Hint>
  );
}

const PHASES: Record<RunProgress['phase'], string> = {
  prepare: 'Preparing',
  measure: 'Measuring',
  analyse: 'Analysing',
  store: 'Storing',
};

/** What is running now, in words. */
export function describeStep(progress: RunProgress | null, preparing: string | null): string {
  if (progress === null) return preparing === null ? 'Starting' : `Preparing ${preparing}`;
  const what = progress.instrument === null ? '' : ` ${progress.instrument} of`;
  const where = progress.workload === '' ? '' : `, ${progress.workload}`;
  const size = progress.n > 0 ? `, n = ${formatCount(progress.n)}` : '';
  return `${PHASES[progress.phase]}${what} ${progress.build}${where}${size}`;
}

function summarise(
  chosen: readonly (string | number)[] | null,
  all: number,
  noun: 'workloads' | 'sizes',
): string {
  if (chosen === null || chosen.length === all) {
    return all === 1 ? `1 ${noun.slice(0, -1)}` : `All ${all} ${noun}`;
  }
  const [first] = chosen;
  if (chosen.length === 1 && first !== undefined) {
    return typeof first === 'number' ? `n = ${formatCount(first)}` : first;
  }
  return `${chosen.length} of ${all} ${noun}`;
}

/** `500–4,000`, or the one size there is. */
export function sizeRange(sizes: readonly number[]): string {
  const [lo, hi] = [Math.min(...sizes), Math.max(...sizes)];
  return lo === hi ? formatCount(lo) : `${formatCount(lo)}–${formatCount(hi)}`;
}
