/** The flame graph of one place, laid out for one width. */
import type { FlameAnswer, FlameQuestion } from '../../model/view-answers';
import type { AnalysisContext } from '../analysis-context';

/** Answers with an empty graph and a note where the pass was not made. */
export function answerFlame(question: FlameQuestion, context: AnalysisContext): FlameAnswer {
  return {
    unit: question.metric === 'cpu' ? 'ms' : question.metric === 'allocated' ? 'bytes' : 'count',
    perOperation: question.side === 'difference' && question.basis === 'absolute',
    length: 0,
    node: new Int32Array(0),
    parent: new Int32Array(0),
    depth: new Uint16Array(0),
    x0: new Float64Array(0),
    x1: new Float64Array(0),
    frame: new Int32Array(0),
    total: new Float64Array(0),
    self: new Float64Array(0),
    candidate: new Float64Array(0),
    reference: new Float64Array(0),
    noise: new Uint8Array(0),
    match: new Uint8Array(0),
    names: [],
    files: [],
    lines: [],
    kinds: [],
    rootTotal: 0,
    totalNodes: 0,
    shownNodes: 0,
    shownShare: 1,
    matches: null,
    breadcrumb: [],
    threads: [],
    samples: { candidate: 0, reference: context.reference === null ? null : 0 },
    notes: [],
  };
}
