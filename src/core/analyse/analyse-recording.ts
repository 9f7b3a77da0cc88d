/** The answer to profile: numbers, growth and findings of one recording. */
import { ANSWER_SCHEMA_VERSION } from '../model/answers';
import type { ProfileAnswer } from '../model/answers';
import type { LoadedRecording } from '../model/loaded';
import { viewBuild } from './compare/build-view';
import { describeBuild, listFailures } from './compare/describe-build';
import { listHottest } from './compare/list-hottest';
import { listLedger } from './compare/list-ledger';
import { leadWithFailed } from './compare/say-failed-sizes';
import { sayImport } from './compare/say-import';
import { sayVerdict, sayWholeVerdict } from './compare/say-verdict';
import { findInRecording } from './findings/find-patterns';
import { rankFrameGrowth } from './functions/rank-frame-growth';

/** Analyses one recording; never throws on partial data, nulls stand where a pass is missing. */
export function analyseRecording(loaded: LoadedRecording): ProfileAnswer {
  const { recording } = loaded;
  const { name } = recording.build;
  const views = loaded.workloads.map((workload) => viewBuild(loaded, workload, name));
  const findings = findInRecording(views);
  const verdicts = views.map((view) => sayVerdict(view, findings));
  return {
    schemaVersion: ANSWER_SCHEMA_VERSION,
    kind: 'recording',
    id: recording.id,
    createdAt: recording.createdAt,
    state: recording.state,
    project: recording.project,
    build: describeBuild(loaded),
    machine: recording.machine,
    verdict:
      sayImport(loaded) ??
      leadWithFailed(
        views,
        sayWholeVerdict(
          findings,
          verdicts,
          { candidate: name, reference: null },
          views.filter(({ numbers }) => numbers.some(({ wallMs }) => wallMs !== null)).length,
        ),
      ),
    workloads: views.map((view, index) => ({
      name: view.workload.record.name,
      verdict: verdicts[index]!,
      sizes: view.sizes.map(({ record }, at) => ({
        n: record.n,
        operations: record.operations,
        numbers: view.numbers[at]!,
      })),
      growth: view.growth,
      frames: rankFrameGrowth(view.matrix),
      hottest: listHottest(view.matrix),
    })),
    findings,
    ledger: listLedger(loaded),
    failures: listFailures(loaded),
  };
}
