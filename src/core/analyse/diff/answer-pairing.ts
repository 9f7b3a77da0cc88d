/** With whom a function is paired, and with whom it could be. */
import type {
  FunctionPartner,
  PairChoice,
  PairingAnswer,
  PairingQuestion,
} from '../../model/function-answers';
import type { FrameKey } from '../../model/view-answers';
import { findWorkload } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';
import { functionMatrixOf } from '../functions/function-matrix';
import type { FunctionMatrix, FunctionSeries } from '../functions/function-matrix';
import { isSameFunction } from '../tree/function-list';
import { alignFunctions, nameRows } from './align-functions';
import { describePairing } from './describe-pairing';
import { findKnownPairs } from './match-functions';

/** What a person looks through by typing; the costliest are there. */
const MOST_CHOICES = 2000;

/** The pair of a function, and the functions of the other build. Null without a reference, or where neither build has the function. */
export function answerPairing(
  question: PairingQuestion,
  context: AnalysisContext,
): PairingAnswer | null {
  const workloads = {
    candidate: findWorkload(context.candidate, question.workload),
    reference: findWorkload(context.reference, question.workload),
  };
  if (workloads.candidate === null || workloads.reference === null) return null;
  const matrices = {
    candidate: functionMatrixOf(workloads.candidate),
    reference: functionMatrixOf(workloads.reference),
  };
  // A picture of both builds shows a pair by its candidate.
  const sides = question.side === null ? (['candidate', 'reference'] as const) : [question.side];
  const side = sides.find((each) => findRow(matrices[each], question.key) >= 0);
  if (side === undefined) return null;
  const row = findRow(matrices[side], question.key);
  const pairs = findKnownPairs(context, question.workload);
  const alignment = alignFunctions(
    nameRows(matrices.candidate.rows),
    nameRows(matrices.reference.rows),
    pairs,
  );
  const other = side === 'candidate' ? 'reference' : 'candidate';
  const firstOf = (groups: Int32Array) => {
    const first = new Map<number, number>();
    groups.forEach((group, each) => {
      if (!first.has(group)) first.set(group, each);
    });
    return first;
  };
  const ours = firstOf(alignment[side]);
  const theirs = firstOf(alignment[other]);
  const partnerRow = theirs.get(alignment[side][row]!);
  const matrix = matrices[other];
  const index = matrix.sizes.findIndex(({ n }) => n === question.n);
  // The project's own functions are what people pair.
  const weigh = ({ kind, costs }: FunctionSeries) =>
    (costs[index]?.totalMs ?? 0) + (kind === 'own' ? 1e12 : 0);
  const choices = matrix.rows
    .map((series, each) => ({ series, namesake: ours.get(alignment[other][each]!) }))
    .filter(({ series }) => series.kind !== 'idle' && series.kind !== 'synthetic')
    .sort((a, b) => weigh(b.series) - weigh(a.series));
  const key = matrices[side].rows[row]!.key;
  return {
    side,
    partner: partnerRow === undefined ? null : describe(matrix.rows[partnerRow]!.key),
    choices: choices.slice(0, MOST_CHOICES).map(({ series, namesake }): PairChoice => ({
      ...costsOf(matrix, series, index),
      pairedWith: namesake === undefined ? null : matrices[side].rows[namesake]!.key.function,
    })),
    all: choices.length,
  };

  function describe(partner: FrameKey): FunctionPartner {
    const pairing =
      side === 'candidate'
        ? describePairing(key, partner, pairs)
        : describePairing(partner, key, pairs);
    return { key: partner, ...pairing };
  }
}

function findRow({ rows }: FunctionMatrix, wanted: FrameKey): number {
  const isWanted = ({ key }: FunctionSeries) => isSameFunction(key, wanted);
  const exact = rows.findIndex((row) => isWanted(row) && row.key.line === wanted.line);
  return exact >= 0 ? exact : rows.findIndex(isWanted);
}

function costsOf(matrix: FunctionMatrix, { key, costs }: FunctionSeries, index: number) {
  const size = matrix.sizes[index];
  const cost = costs[index];
  const isSampled = size !== undefined && size.cpuMs !== null;
  return {
    key,
    selfMs: isSampled ? cost!.selfMs : null,
    totalMs: isSampled ? cost!.totalMs : null,
    callsPerOperation:
      size === undefined || size.calls === null ? null : cost!.calls / size.operations,
  };
}
