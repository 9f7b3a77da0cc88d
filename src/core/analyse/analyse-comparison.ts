/** The answer to compare: numbers, growth, output and findings of two recordings. */
import { ANSWER_SCHEMA_VERSION } from '../model/answers';
import type { ComparisonAnswer } from '../model/answers';
import type { LoadedRecording } from '../model/loaded';
import type { FunctionPair } from '../model/project';
import type { Comparison } from '../model/recording';
import { buildLabels } from './analysis-context';
import { viewBuild } from './compare/build-view';
import { viewComparison } from './compare/compared-view';
import type { ComparedView } from './compare/compared-view';
import { describeBuild, listFailures, uniqueFailures } from './compare/describe-build';
import { listLedger } from './compare/list-ledger';
import { leadWithFailed } from './compare/say-failed-sizes';
import { sayImportedPair } from './compare/say-import';
import { sayComparedVerdict, sayWholeVerdict } from './compare/say-verdict';
import { findInComparison } from './findings/find-patterns';
import { rankHeadroom } from './functions/estimate-headroom';
import { rankFrameGrowth } from './functions/rank-frame-growth';

/** Analyses two recordings of the same workloads; never throws on partial data, nulls stand where a pass is missing. */
export function analyseComparison(
  comparison: Comparison,
  candidate: LoadedRecording,
  reference: LoadedRecording,
  pairs: readonly FunctionPair[] = [],
): ComparisonAnswer {
  const views = viewWorkloads(candidate, reference, pairs);
  const findings = findInComparison(views);
  const verdicts = views.map((view) => sayComparedVerdict(view, findings));
  const labels = buildLabels({ candidate, reference });
  return {
    schemaVersion: ANSWER_SCHEMA_VERSION,
    kind: 'comparison',
    id: comparison.id,
    createdAt: comparison.createdAt,
    state: comparison.state,
    project: comparison.project,
    candidate: describeBuild(candidate),
    reference: describeBuild(reference),
    interleaved: comparison.interleaved !== false,
    machine: candidate.recording.machine,
    verdict:
      (findings.length === 0 ? sayImportedPair(candidate, reference) : null) ??
      leadWithFailed(
        views.flatMap((view) => [view.candidate, view.reference]),
        sayWholeVerdict(findings, verdicts, labels, views.filter(hasTimes).length),
      ),
    workloads: views.map((view, index) => ({
      name: view.name,
      verdict: verdicts[index]!,
      sizes: view.sizes,
      growth: { candidate: view.candidate.growth, reference: view.reference.growth },
      frames: {
        candidate: rankFrameGrowth(view.candidate.matrix),
        reference: rankFrameGrowth(view.reference.matrix),
      },
      headroom: rankHeadroom(view),
      ...(view.found.length === 0 ? {} : { pairs: [...view.found] }),
      output: view.output,
    })),
    findings,
    ledger: [...listLedger(candidate), ...listLedger(reference)],
    failures: uniqueFailures([
      ...comparison.failures,
      ...listFailures(candidate),
      ...listFailures(reference),
    ]),
  };
}

function hasTimes({ sizes }: ComparedView): boolean {
  return sizes.some(({ ratio }) => ratio.wall !== null);
}

/** Workloads that both builds have, in the candidate's order; a workload of one build only cannot be compared. */
function viewWorkloads(
  candidate: LoadedRecording,
  reference: LoadedRecording,
  pairs: readonly FunctionPair[],
): ComparedView[] {
  const labels = buildLabels({ candidate, reference });
  return candidate.workloads.flatMap((ours) => {
    const theirs = reference.workloads.find(({ record }) => record.name === ours.record.name);
    if (theirs === undefined) return [];
    return [
      viewComparison(
        viewBuild(candidate, ours, labels.candidate),
        viewBuild(reference, theirs, labels.reference),
        pairs,
      ),
    ];
  });
}
