/** Outputs of one workload side by side. */
import type { LoadedSize } from '../../model/loaded';
import type { OutputQuestion, OutputViewAnswer } from '../../model/view-answers';
import { buildLabels, findWorkload } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';
import { compareOutputs, judgeSize } from '../compare/compare-outputs';

/** Characters of an output that cross to the window; the rest is read from the file by whoever wants it. */
const SHOWN = 200_000;

/** Whether both builds gave the same answer at each size, with both texts as far as they were kept. */
export function answerOutput(question: OutputQuestion, context: AnalysisContext): OutputViewAnswer {
  const labels = buildLabels(context);
  const ours = findWorkload(context.candidate, question.workload);
  const theirs = findWorkload(context.reference, question.workload);
  const mode = (ours ?? theirs)?.record.output ?? 'exact';
  const all = [...(ours?.sizes ?? []), ...(theirs?.sizes ?? [])].map(({ record }) => record.n);
  const find = (sizes: readonly LoadedSize[] | undefined, n: number) =>
    sizes?.find(({ record }) => record.n === n) ?? null;
  const sizes = [...new Set(all)]
    .sort((a, b) => a - b)
    .map((n) => {
      const [left, right] = [find(ours?.sizes, n), find(theirs?.sizes, n)];
      const judgement =
        context.reference === null
          ? { equal: null, difference: null, reason: null }
          : judgeSize(left, right, mode);
      const [mine, other] = [left?.record.output ?? null, right?.record.output ?? null];
      return {
        n,
        equal: judgement.equal,
        candidate: mine?.text.slice(0, SHOWN) ?? null,
        reference: other?.text.slice(0, SHOWN) ?? null,
        candidateBytes: mine?.bytes ?? 0,
        referenceBytes: other?.bytes ?? 0,
        firstDifferentLine: judgement.difference?.line ?? 0,
        truncated: [mine, other].some(
          (output) => output !== null && (output.truncated || output.text.length > SHOWN),
        ),
      };
    });
  if (context.reference === null || ours === null || theirs === null) {
    const reason =
      context.reference === null
        ? 'One build was run; compare it with another to judge its answers.'
        : `${ours === null ? labels.candidate : labels.reference} has no data of ${question.workload}.`;
    return { equal: null, mode, sizes, reason };
  }
  const { equal, reason } = compareOutputs(ours, theirs);
  return { equal, mode, sizes, reason };
}
