import { describe, expect, it } from 'vitest';
import type { FlameAnswer, FlameQuestion, TreeFilter } from '../../model/view-answers';
import type { AnalysisContext } from '../analysis-context';
import { buildProfile } from '../testing/build-profile';
import { buildRecording } from '../testing/build-recording';
import { answerFlame } from './answer-flame';

const CANDIDATE = buildProfile(`
  main /p/candidate/bench.js:1 = 10
    get /p/candidate/table.js:10 = 100
      each /p/node_modules/lodash/each.js:5 = 40
        call /p/node_modules/lodash/call.js:9 = 60
          read /p/candidate/pager.js:3 = 200
            get /p/candidate/table.js:10 = 50
    read /p/candidate/pager.js:3 = 20
`);
const REFERENCE = buildProfile(`
  main /p/fixed/bench.js:1 = 10
    get /p/fixed/table.js:44 = 30
      cache /p/fixed/cache.js:7 = 5
        read /p/fixed/pager.js:8 = 5
`);

function comparison(): AnalysisContext {
  return {
    candidate: buildRecording('candidate', { w: [{ n: 1, operations: 10, cpu: CANDIDATE }] }),
    reference: buildRecording('fixed', { w: [{ n: 1, operations: 10, cpu: REFERENCE }] }),
  };
}

const PLAIN: TreeFilter = {
  thread: null,
  onlyOwnCode: false,
  collapseRecursion: false,
  focus: null,
};
const READ = { function: 'read', file: '/p/candidate/pager.js', line: 3 };
const GET = { function: 'get', file: '/p/candidate/table.js', line: 10 };

function ask(change: Partial<FlameQuestion>, filter: Partial<TreeFilter> = {}): FlameAnswer {
  return answerFlame(
    {
      subject: { kind: 'comparison', id: 'c' },
      workload: 'w',
      n: 1,
      metric: 'cpu',
      mode: 'merged',
      side: 'candidate',
      basis: 'absolute',
      filter: { ...PLAIN, ...filter },
      root: null,
      widthPx: 10_000,
      search: null,
      ...change,
    },
    comparison(),
  );
}

/** Rows as `name total`, in the order in which they are drawn, depth by depth. */
function rows(answer: FlameAnswer): string[] {
  return Array.from({ length: answer.length }, (_, row) => {
    const value = Math.round(answer.total[row]! * 10) / 10;
    return `${answer.depth[row]} ${answer.names[answer.frame[row]!]} ${value}`;
  });
}

describe('filters', () => {
  it('gives the cost of a hidden function to its callers, and keeps the whole', () => {
    const answer = ask({}, { hidden: [READ] });
    expect(answer.rootTotal).toBe(480);
    expect(rows(answer).filter((row) => row.includes('read'))).toEqual([]);
    expect(rows(answer)).toContain('5 get 50');
    expect(rows(answer)).toContain('1 main 480');
  });

  it('draws a collapsed module as one frame wherever a stack passes through it', () => {
    expect(rows(ask({}, { collapsedModules: ['lodash'] })).slice(2)).toEqual([
      '2 get 450',
      '2 read 20',
      '3 [lodash] 350',
      '4 read 250',
      '5 get 50',
    ]);
  });

  it('means the same function in the other build, whose file and line differ', () => {
    const focused = ask({ side: 'reference' }, { focus: READ });
    expect(rows(focused).at(-1)).toBe('4 read 5');
    expect(focused.rootTotal).toBe(5);
    const hidden = ask({ side: 'difference' }, { hidden: [READ] });
    expect(rows(hidden).filter((row) => row.includes(' read '))).toEqual([]);
  });

  it('ranks the modules of the whole, whatever is zoomed to', () => {
    const whole = ask({});
    expect(whole.modules).toEqual(['pager.js', 'table.js', 'lodash', 'bench.js']);
    expect(ask({ root: whole.node.at(-1)! }).modules).toEqual(whole.modules);
  });
});

describe('threads', () => {
  it('stand below their processes when split, each with its own cost', () => {
    const [main] = CANDIDATE.threads;
    const second = { ...main!, pid: 77, tid: 77, name: 'main' };
    const worker = { ...main!, pid: 77, tid: 78, name: 'worker 1' };
    const cpu = { ...CANDIDATE, threads: [main!, second, worker] };
    const context = { candidate: buildRecording('c', { w: [{ n: 1, cpu }] }), reference: null };
    const question = { ...QUESTION, filter: { ...PLAIN, splitThreads: true } };
    const split = answerFlame(question, context);
    expect(rows(split).slice(0, 6)).toEqual([
      '0 (all) 1440',
      `1 process ${main!.processName} (2) 960`,
      `1 process ${main!.processName} 480`,
      '2 thread main 480',
      '2 thread worker 1 480',
      '2 thread main 480',
    ]);
    expect(rows(answerFlame({ ...question, filter: PLAIN }, context))[1]).toBe('1 main 1440');
  });
});

const QUESTION: FlameQuestion = {
  subject: { kind: 'recording', id: 'r' },
  workload: 'w',
  n: 1,
  metric: 'cpu',
  mode: 'merged',
  side: 'candidate',
  basis: 'absolute',
  filter: PLAIN,
  root: null,
  widthPx: 1000,
  search: null,
};

describe('a sandwich', () => {
  it('sums all places of the function once, callers on one side and callees on the other', () => {
    const callees = ask({ mode: 'callees' }, { focus: READ });
    expect(rows(callees)).toEqual(['0 read 270', '1 get 50']);
    const callers = ask({ mode: 'callers' }, { focus: READ });
    expect(rows(callers)).toEqual([
      '0 read 270',
      '1 call 250',
      '1 main 20',
      '2 each 250',
      '3 get 250',
      '4 main 250',
    ]);
  });

  it('counts a recursion from its outermost call', () => {
    expect(rows(ask({ mode: 'callees' }, { focus: GET }))[0]).toBe('0 get 450');
    expect(rows(ask({ mode: 'callers' }, { focus: GET }))).toEqual(['0 get 450', '1 main 450']);
  });

  it('says that its function is filtered away', () => {
    const key = { function: 'each', file: '/p/node_modules/lodash/each.js', line: 5 };
    const answer = ask({ mode: 'callees' }, { focus: key, hidden: [key] });
    expect(answer.length).toBe(0);
    expect(answer.notes.join(' ')).toContain('folded into its callers');
  });
});

describe('linked panes', () => {
  it('number one place alike, each with its own cost per operation', () => {
    const ours = ask({ linked: true });
    const theirs = ask({ linked: true, side: 'reference' });
    const whole = ask({ side: 'difference' });
    const nodeOf = (answer: FlameAnswer, name: string, depth: number) => {
      const row = rows(answer).findIndex((each) => each.startsWith(`${depth} ${name} `));
      return answer.node[row];
    };
    for (const answer of [theirs, whole]) {
      expect(nodeOf(answer, 'get', 2)).toBe(nodeOf(ours, 'get', 2));
    }
    expect(ours.rootTotal).toBe(48);
    expect(theirs.rootTotal).toBe(5);
    expect(theirs.perOperation).toBe(true);
    const row = rows(theirs).findIndex((each) => each.startsWith('2 get'));
    expect([theirs.candidate[row], theirs.reference[row]]).toEqual([45, 4]);
  });

  it('zoom to the same function where the other build reaches it by another way, and say so', () => {
    const ours = ask({ linked: true });
    const row = rows(ours).findIndex((each) => each.startsWith('5 read'));
    const theirs = ask({ linked: true, side: 'reference', root: ours.node[row]! });
    expect(rows(theirs)[0]).toBe('0 read 0.5');
    expect(theirs.notes.join(' ')).toContain('fixed reaches read by another way');
    // lodash is not in the other build at all.
    const each = rows(ours).findIndex((name) => name.startsWith('3 each'));
    expect(ask({ linked: true, side: 'reference', root: ours.node[each]! }).length).toBe(0);
  });

  it('have shares of each build’s own total where shares are asked for', () => {
    const answer = ask({ linked: true, side: 'reference', basis: 'share' });
    expect(answer.unit).toBe('share');
    expect(answer.rootTotal).toBeCloseTo(1, 9);
  });
});
