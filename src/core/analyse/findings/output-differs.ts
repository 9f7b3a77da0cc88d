/** The builds do not give the same answer. */
import { formatCount } from '../format-figure';
import { fact } from './rule';
import type { ComparisonRule } from './rule';

const SHOWN = 120;

/** Fires on the first output that differs in the workload's mode. */
export const outputDiffers: ComparisonRule = (view) => {
  if (view.output.equal !== false) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const { firstDifference, runsCompared, reason } = view.output;
  const text =
    firstDifference === null
      ? (reason ?? `${candidate} and ${reference} print different texts.`)
      : `At n = ${formatCount(firstDifference.n)}, line ${firstDifference.line}, ${candidate} prints “${cut(firstDifference.candidate)}” and ${reference} “${cut(firstDifference.reference)}”.`;
  return {
    id: 'output-differs',
    severity: 'high',
    confidence: 'high',
    workload: view.name,
    title: `${candidate} and ${reference} give different answers on ${view.name}.`,
    headline: {
      value: firstDifference?.line ?? 0,
      unit: 'line',
      caption:
        firstDifference === null
          ? 'beyond the part kept'
          : `first difference at n = ${formatCount(firstDifference.n)}`,
    },
    evidence: [
      fact(text, firstDifference?.line ?? 0, 'line', 'time'),
      fact(`Outputs of ${runsCompared} runs were looked at.`, runsCompared, 'count', 'time'),
    ],
    frames: [],
    refutedBy: `The output mode of the workload is ${view.candidate.workload.record.output}; equal outputs under the mode that fits the program (unordered, numeric) would refute it.`,
    advice: 'Settle which answer is right before comparing speed: a wrong answer is easily fast.',
  };
};

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
