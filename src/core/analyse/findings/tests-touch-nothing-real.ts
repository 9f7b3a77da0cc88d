/** A test run that opens no data, connects to nothing, starts nothing and syncs nothing, while the program that it tests does. */
import type { Finding } from '../../model/finding';
import type { BuildView } from '../compare/build-view';
import { formatCount } from '../format-figure';
import { fact, lastWhere, plural } from './rule';
import type { ComparisonRule, RecordingRule } from './rule';
import { countUses } from './system-calls';
import type { Uses } from './system-calls';
import { THRESHOLDS } from './thresholds';

const { tests: bounds } = THRESHOLDS;

/** Commands whose whole purpose is to run tests; anything else is told by the project file. */
const TEST_RUNNER =
  /(^|[\s/\\])(vitest|jest|mocha|ava|tap|pytest|py\.test|ctest|rspec|phpunit)(\.\w+)?(\s|$)|\s--test(\s|=|$)|\s-m\s+(pytest|unittest)(\s|$)|(^|[\s/\\])(cargo|go|npm|yarn|pnpm|mvn|dotnet)\s+(run\s+)?test(\s|$)/;

const NOUNS = [
  ['file', 'opens', 'data file'],
  ['connection', 'makes', 'connection'],
  ['child', 'starts', 'child process'],
  ['sync', 'makes', 'sync'],
] as const;

/** Against the candidate's other workloads, and against the same tests of the reference where those touch something. */
export const testsTouchNothingReal: ComparisonRule = (view, all) => {
  if (!isTestRun(view.candidate)) return null;
  const others = all.map(({ candidate }) => candidate).filter((each) => !isTestRun(each));
  return judge(view.candidate, [...others, view.reference]);
};

/** Against the other workloads of the build. */
export const testsTouchNothingRealAlone: RecordingRule = (view, all) =>
  isTestRun(view)
    ? judge(
        view,
        all.filter((each) => !isTestRun(each)),
      )
    : null;

function isTestRun({ workload, recording }: BuildView): boolean {
  const { kind, args } = workload.record;
  if (kind !== undefined) return kind === 'tests';
  return TEST_RUNNER.test([...recording.recording.build.command, ...args].join(' '));
}

function usesOf(view: BuildView): { n: number; uses: Uses } | null {
  const size = lastWhere(view.sizes, ({ syscalls }) => syscalls !== null);
  const uses = size === null ? null : countUses(size.syscalls);
  return size === null || uses === null ? null : { n: size.record.n, uses };
}

/**
 * Silent unless every kind of thing that the program uses was traced in the test run and used not once there. A runner that starts its
 * tests as processes of their own, or keeps a file of its own, so hides nothing: it makes the rule silent where the program does the same.
 */
function judge(view: BuildView, others: readonly BuildView[]): Finding | null {
  const own = usesOf(view);
  if (own === null) return null;
  for (const other of others) {
    const theirs = usesOf(other);
    if (theirs === null) continue;
    const used = NOUNS.filter(([kind]) => (theirs.uses[kind] ?? 0) >= bounds.uses);
    if (used.length === 0 || used.some(([kind]) => own.uses[kind] !== 0)) continue;
    const workload = view.workload.record.name;
    const isSame = other.workload.record.name === workload;
    const what = isSame
      ? `${other.label} on ${workload}`
      : `${other.label} itself, on ${other.workload.record.name}`;
    return {
      id: 'tests-touch-nothing-real',
      severity: 'medium',
      confidence: used.length > 1 ? 'high' : 'medium',
      workload,
      title: `The tests of ${view.label} in ${workload} touch nothing that the program touches: no ${used.map(([, , noun]) => noun).join(', no ')}.`,
      headline: {
        value: 0,
        unit: 'count',
        caption: `${used.map(([kind, , noun]) => plural(theirs.uses[kind]!, formatCount(theirs.uses[kind]!), noun)).join(', ')} in the program`,
      },
      evidence: used.flatMap(([kind, verb, noun]) => {
        const count = theirs.uses[kind]!;
        return [
          fact(
            `The test run of ${view.label} ${verb} no ${noun} of its own at n = ${formatCount(own.n)}; ${what}, ${verb} ${plural(count, formatCount(count), noun)} at n = ${formatCount(theirs.n)}.`,
            count,
            'count',
            'syscalls',
          ),
        ];
      }),
      frames: [],
      refutedBy:
        'Another test run of the project, traced, that does open the files or make the connections of the program.',
      advice:
        'Add tests that run the program against a real file, server or database of their own, beside those that replace them.',
    };
  }
  return null;
}
