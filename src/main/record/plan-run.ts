/** A request → what exactly will be run, in order, or why it cannot be. */
import type { Failure } from '../../core/model/failure';
import { ADAPTIVE_ROUNDS, type RoundPlan } from '../../core/analyse/statistics/plan-rounds';
import { heapPlanSchema, parseHeapMoment, type HeapPlan } from '../../core/model/heap-plan';
import { INSTRUMENTS, type Instrument } from '../../core/model/instrument';
import type { Project } from '../../core/model/project';
import { fail, succeed, type Result } from '../../core/model/result';
import { CPU_INTERVAL_MS, type RunOptions } from '../../core/model/run-request';

/** The workloads, sizes and passes of a run, the project's defaults filled in. */
export interface RunPlan {
  /** Ascending; no sizes where they have to be found by trying, and `isTried` once they were. */
  workloads: { name: string; sizes: number[]; isTried?: boolean }[];
  /** Measured runs for each build and size; a warm-up comes before them. What to expect, where `rounds` decides. */
  runs: number;
  /** Decides on the number of runs while they are made; null where the user fixed it. */
  rounds: RoundPlan | null;
  /** Instrumented passes, in the order in which they are made; `time` always comes before and is not among them. */
  passes: Instrument[];
  /** False: `stacks` is made only where the syscalls pass has seen syncs. */
  stacksAlways: boolean;
  /** Of the passes, those made only at a workload's largest size. */
  atLargest: readonly Instrument[];
  nativeStacks: boolean;
  /** See RunOptions. */
  cpuIntervalMs: number;
  /** Of each workload: when its heap pass takes snapshots. */
  heap: Readonly<Record<string, HeapPlan>>;
}

/** Made unless the request says otherwise; `stacks` follows where there are syncs. */
const DEFAULT_PASSES: readonly Instrument[] = ['cpu', 'calls', 'alloc', 'syscalls', 'timeline'];

/** What nobody asked for by name and no growth is told from is made where there is most to see. */
const AT_LARGEST: readonly Instrument[] = ['timeline'];

/** What a steady program needs on a machine with other work; progress is told in it until it is known better. */
const EXPECTED_RUNS = 10;

/** Checks the names and numbers of a request against the project. */
export function planRun(project: Project, options: RunOptions): Result<RunPlan, Failure> {
  const known = Object.keys(project.file.workloads);
  const names = options.workloads ?? known;
  for (const name of names) {
    if (known.includes(name)) continue;
    return fail({
      kind: 'unknown-name',
      message: `The project ${project.name} has no workload ${JSON.stringify(name)}.`,
      remedy: `Name one of its workloads: ${known.join(', ')}.`,
    });
  }
  if (names.length === 0) return fail(wrongOption('no workload is chosen', 'Choose at least one.'));
  for (const n of options.sizes ?? []) {
    if (Number.isFinite(n) && n > 0) continue;
    return fail(wrongOption(`the size ${n} is not a number above 0`, 'Give sizes such as 1000.'));
  }
  const fixed = options.runs ?? project.file.runs ?? null;
  const runs = fixed ?? EXPECTED_RUNS;
  if (!Number.isInteger(runs) || runs < 1 || runs > 1000) {
    return fail(wrongOption(`${runs} runs cannot be made`, 'Give a whole number from 1 to 1000.'));
  }
  const { least, most, usual } = CPU_INTERVAL_MS;
  const interval = options.cpuIntervalMs ?? usual;
  if (!(interval >= least && interval <= most)) {
    const remedy = `Give ${least} to ${most} ms.`;
    return fail(wrongOption(`${interval} ms cannot lie between samples`, remedy));
  }
  for (const pass of options.passes ?? []) {
    if (INSTRUMENTS.includes(pass)) continue;
    return fail({
      kind: 'unknown-name',
      message: `There is no pass ${JSON.stringify(pass)}.`,
      remedy: `Name some of: ${INSTRUMENTS.join(', ')}.`,
    });
  }
  const wanted = options.passes ?? DEFAULT_PASSES;
  const asked = options.heapAt ?? [];
  const unknown = asked.find((moment) => parseHeapMoment(moment) === null);
  if (unknown !== undefined) {
    return fail(
      wrongOption(
        `${JSON.stringify(unknown)} is no moment for a heap snapshot`,
        'Name some of: start, end, signal, size:200MB.',
      ),
    );
  }
  const passes = INSTRUMENTS.filter(
    (each) => each !== 'time' && (wanted.includes(each) || (each === 'heap' && asked.length > 0)),
  );
  const stacksAlways = passes.includes('stacks');
  return succeed({
    workloads: [...new Set(names)].map((name) => ({
      name,
      sizes: [...new Set(options.sizes ?? sizesOf(project, name))].sort((a, b) => a - b),
    })),
    runs,
    rounds: fixed === null ? ADAPTIVE_ROUNDS : null,
    passes: passes.includes('syscalls') && !stacksAlways ? [...passes, 'stacks'] : passes,
    stacksAlways,
    atLargest: options.passes === null ? AT_LARGEST : [],
    nativeStacks: options.nativeStacks === true,
    cpuIntervalMs: interval,
    heap: Object.fromEntries(
      names.map((name) => {
        const own = project.file.workloads[name]!.heap ?? project.file.heap;
        const heap = heapPlanSchema.parse(own ?? {});
        return [name, asked.length === 0 ? heap : { ...heap, at: asked }];
      }),
    ),
  });
}

/** The passes of a workload at one of its sizes, which ascend. */
export function passesAt(
  { passes, atLargest }: RunPlan,
  sizes: readonly number[],
  n: number,
): Instrument[] {
  return passes.filter((pass) => n === sizes.at(-1) || !atLargest.includes(pass));
}

/** A workload's own sizes; none where they have to be found, one where nothing depends on them. */
function sizesOf({ file }: Project, name: string): readonly number[] {
  const workload = file.workloads[name]!;
  if (workload.sizes.length > 0) return workload.sizes;
  const texts = JSON.stringify([
    workload.args,
    workload.stdin ?? '',
    workload.prepare ?? [],
    Object.values(file.builds).map(({ command, environment }) => [command, environment ?? {}]),
  ]);
  return texts.includes('{n}') ? [] : [1];
}

function wrongOption(problem: string, remedy: string): Failure {
  return { kind: 'usage', message: `The run cannot start: ${problem}.`, remedy };
}
