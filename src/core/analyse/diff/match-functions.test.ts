import { describe, expect, it } from 'vitest';
import type { FunctionPair } from '../../model/project';
import { analyseComparison } from '../analyse-comparison';
import { answerFunctions } from '../functions/answer-functions';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';
import { answerPairing } from './answer-pairing';
import { matchFunctions } from './match-functions';
import { measureLikeness, wordsOf } from './name-words';

const SIZES = [1000, 2000, 4000, 8000];
const OPERATIONS = 500;

/** A table in C: `perOperation` gives the calls of an operation at n, `under` the stacks below the run. */
function inC(perOperation: (n: number) => Record<string, number>, under: (n: number) => string) {
  return buildRecording('clone', {
    work: SIZES.map((n) => sketch(n, 'table.c', ['main', 'run_all'], perOperation(n), under(n))),
  });
}

/** The same in Node. */
function inNode(perOperation: (n: number) => Record<string, number>, under: (n: number) => string) {
  return buildRecording('original', {
    work: SIZES.map((n) =>
      sketch(n, 'bench.js', ['(anonymous)', 'start'], perOperation(n), under(n)),
    ),
  });
}

function sketch(
  n: number,
  file: string,
  once: readonly [string, string],
  perOperation: Record<string, number>,
  under: string,
): SizeSketch {
  const lines = new Map([...once, ...Object.keys(perOperation)].map((name, i) => [name, i + 1]));
  const place = (name: string) => `${name} /p/${file}:${lines.get(name)}`;
  const stacks = under
    .split('\n')
    .filter((row) => row.trim() !== '')
    .map((row) =>
      row.replace(/^(\s*)(\S+)/, (_, space: string, name: string) => space + place(name)),
    )
    .map((row) => `    ${row.trimEnd()}`)
    .join('\n');
  return {
    n,
    operations: OPERATIONS,
    wallMs: [100, 101, 102],
    cpu: buildProfile(`${place(once[0])} = 1\n  ${place(once[1])} = 2\n${stacks}`, undefined, {
      samplesPerLine: 200,
    }),
    calls: {
      ...Object.fromEntries(once.map((name) => [place(name), 1])),
      ...Object.fromEntries(
        Object.entries(perOperation).map(([name, rate]) => [place(name), rate * OPERATIONS]),
      ),
    },
    output: 'same\n',
  };
}

type Build = ReturnType<typeof inC>;

/** Found pairs as `candidate = reference (by, confidence)`. */
function found(candidate: Build, reference: Build, byHand: FunctionPair[] = []): string[] {
  return matchFunctions(candidate.workloads[0]!, reference.workloads[0]!, byHand).map(
    ({ candidate: ours, reference: theirs, by, confidence }) =>
      `${ours.function} = ${theirs.function} (${by}, ${confidence})`,
  );
}

describe('matchFunctions', () => {
  it('pairs what is called equally often and strangely', () => {
    const rare = (n: number) => 3.5 * Math.log2(n) + 0.25;
    expect(
      found(
        inC(
          (n) => ({ probe: 1, step: rare(n) }),
          (n) => `probe = 9\n  step = ${n}`,
        ),
        inNode(
          (n) => ({ ask: 1, advance: rare(n), other: 7 }),
          () => 'ask = 9\n  advance = 3\n  other = 1',
        ),
      ),
    ).toEqual(['step = advance (calls, high)', 'probe = ask (calls, medium)']);
  });

  it('pairs the one function of an operation directly below the part that runs once, and then what that calls', () => {
    expect(
      found(
        inC(
          (n) => ({ scan: 1, touch: n, close: 1 }),
          (n) => `scan = 2\n  touch = ${n}\n  close = 1`,
        ),
        inNode(
          () => ({ get: 1, hash: 2, end: 1 }),
          () => 'get = 9\n  hash = 3\n  end = 2',
        ),
      ),
    ).toEqual(['scan = get (calls, medium)', 'close = end (calls, medium)']);
  });

  it('leaves alone what has two partners, or may have one that no sample fell in', () => {
    const reference = inNode(
      () => ({ get: 1, tell: 1 }),
      () => 'get = 9\ntell = 3',
    );
    expect(
      found(
        inC(
          () => ({ scan: 1, print: 1 }),
          () => 'scan = 9\nprint = 5',
        ),
        reference,
      ),
    ).toEqual([]);
    expect(
      found(
        inC(
          () => ({ scan: 1 }),
          () => 'scan = 9',
        ),
        reference,
      ),
    ).toEqual([]);
    const unseen = inNode(
      () => ({ get: 1, tell: 1 }),
      () => 'get = 9',
    );
    expect(
      found(
        inC(
          () => ({ scan: 1 }),
          () => 'scan = 9',
        ),
        unseen,
      ),
    ).toEqual([]);
  });

  it('pairs the only functions with their counts although no sample fell in them, unless their callers differ', () => {
    const ours = inC(
      () => ({ serve: 1, stir: 3, prove: 1 }),
      () => 'serve = 9\n  prove = 1',
    );
    const unseen = inNode(
      () => ({ answer: 1, toss: 3, check: 1 }),
      () => 'answer = 9\n  check = 1',
    );
    expect(found(ours, unseen)).toContain('stir = toss (calls, medium)');
    const seen = (file: typeof inC, under: string) =>
      file(
        () => ({ first: 5, second: 7, stir: 3 }),
        () => under,
      );
    const below = seen(inC, 'first = 9\n  stir = 1\nsecond = 2');
    const other = inNode(
      () => ({ one: 5, two: 7, toss: 3 }),
      () => 'one = 9\ntwo = 2\n  toss = 1',
    );
    expect(found(below, other).join()).not.toContain('toss');
  });

  it('never pairs different counts, however alike the rest is', () => {
    expect(
      found(
        inC(
          (n) => ({ scan: n }),
          (n) => `scan = ${n}`,
        ),
        inNode(
          () => ({ get: 1 }),
          () => 'get = 9',
        ),
      ),
    ).toEqual([]);
  });

  it('takes the names where counts do not decide, and spellings before all', () => {
    expect(
      found(
        inC(
          () => ({ find_row: 1, check_sum: 1, row_of_key: 1 }),
          () => 'find_row = 9\nrow_of_key = 1',
        ),
        inNode(
          () => ({ findRow: 1, keyOfRows: 1, checkSumOf: 1 }),
          () => 'findRow = 9\ncheckSumOf = 1',
        ),
      ),
    ).toEqual([
      'find_row = findRow (spelling, high)',
      'check_sum = checkSumOf (calls, high)',
      'row_of_key = keyOfRows (calls, medium)',
    ]);
  });

  it('keeps away from builds that share their symbols, and from what the user has paired', () => {
    const ours = inC(
      () => ({ scan: 1 }),
      () => 'scan = 9',
    );
    const theirs = inNode(
      () => ({ get: 1 }),
      () => 'get = 9',
    );
    const hand = [{ candidate: { function: 'run_all' }, reference: { function: 'get' } }];
    expect(found(ours, theirs)).toEqual(['scan = get (calls, medium)']);
    expect(found(ours, theirs, hand)).toEqual([]);
    const renamed = inC(
      () => ({ seek: 1 }),
      () => 'seek = 9',
    );
    expect(found(ours, renamed)).toEqual([]);
  });

  it('does without a size at which the counts were not finished', () => {
    const ours = inC(
      () => ({ scan: 1 }),
      () => 'scan = 9',
    );
    ours.workloads[0]!.sizes.at(-1)!.calls = null;
    const theirs = inNode(
      () => ({ get: 1 }),
      () => 'get = 9',
    );
    expect(found(ours, theirs)).toEqual(['scan = get (calls, medium)']);
  });

  it('pairs by place alone where nothing was counted, for the eye only', () => {
    const uncounted = (build: Build): Build => {
      for (const size of build.workloads[0]!.sizes) size.calls = null;
      return build;
    };
    const named = uncounted(
      inC(
        () => ({ step: 1, scan: 1 }),
        (n) => `step = 1\n  scan = ${n}`,
      ),
    );
    const theirs = uncounted(
      inNode(
        () => ({ get: 1 }),
        () => 'get = 90',
      ),
    );
    const spine = ['main = (anonymous) (place, low)'];
    expect(found(named, theirs)).toEqual([
      ...spine,
      'run_all = start (place, low)',
      'step = get (place, low)',
    ]);
    const pair = [{ candidate: { function: 'scan' }, reference: { function: 'get' } }];
    expect(found(named, theirs, pair)).toEqual([...spine, 'run_all = start (place, low)']);
    // The user's pair is what a run is judged by; the place is not.
    const gains = (pairs: FunctionPair[]) =>
      analyseComparison(
        buildComparison(named, theirs),
        named,
        theirs,
        pairs,
      ).workloads[0]!.headroom?.map((each) => each.function);
    expect(gains([])).toEqual([]);
    expect(gains(pair)).toEqual(['scan']);
  });
});

describe('found pairs in findings and tables', () => {
  const scan = inC(
    (n) => ({ scan: 1, touch: n }),
    (n) => `scan = ${n / 2}\n  touch = ${n / 2}`,
  );
  const index = inNode(
    () => ({ get: 1, hash: 2 }),
    () => 'get = 9\n  hash = 3',
  );

  it('say in the table with whom a function is paired, and why', () => {
    const { rows } = answerFunctions(
      {
        subject: { kind: 'comparison', id: 'c' },
        workload: 'work',
        n: 8000,
        sort: 'self',
        descending: true,
        search: null,
        onlyOwnCode: false,
        offset: 0,
        count: 20,
      },
      { candidate: scan, reference: index },
    );
    const row = rows.find(({ key }) => key.function === 'scan');
    expect(row?.reference?.callsPerOperation).toBe(1);
    expect(row?.partner).toMatchObject({
      key: { function: 'get' },
      by: 'calls',
      confidence: 'medium',
    });
    expect(row?.partner?.reason).toMatch(
      /^Paired by calls and place: both are called once for each operation/,
    );
    // What has no partner stays alone, on both sides.
    expect(rows.find(({ key }) => key.function === 'touch')?.reference).toBeNull();
    expect(rows.find(({ key }) => key.function === 'hash')?.candidate).toBeNull();
  });

  it('tell the choices for a pair by hand, and which are taken', () => {
    const question = {
      subject: { kind: 'comparison', id: 'c' } as const,
      workload: 'work',
      n: 8000,
      side: null,
      key: { function: 'touch', file: '/p/table.c', line: 4 },
    };
    const context = { candidate: scan, reference: index };
    const answer = answerPairing(question, context);
    expect(answer?.side).toBe('candidate');
    expect(answer?.partner).toBeNull();
    expect(answer?.choices.map(({ key, pairedWith }) => [key.function, pairedWith])).toContainEqual(
      ['get', 'scan'],
    );
    const pairs = [{ candidate: { function: 'touch' }, reference: { function: 'hash' } }];
    expect(answerPairing(question, { ...context, pairs })?.partner).toMatchObject({
      key: { function: 'hash' },
      by: 'hand',
    });
  });

  it('are silent where both are well made', () => {
    const ours = inC(
      () => ({ seek: 1, mix: 3 }),
      () => 'seek = 9\n  mix = 3',
    );
    const theirs = inNode(
      () => ({ get: 1, hash: 3 }),
      () => 'get = 9\n  hash = 3',
    );
    expect(found(ours, theirs)).toEqual([
      'seek = get (calls, medium)',
      'mix = hash (calls, medium)',
    ]);
    for (const [a, b] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      expect(analyseComparison(buildComparison(a, b), a, b).findings).toEqual([]);
    }
  });
});

describe('wordsOf', () => {
  it('splits every spelling alike', () => {
    for (const name of [
      'findRow',
      'find_row',
      'Db::findRow',
      'table.find_row',
      'FindRow(int)',
      'FIND_ROW',
    ]) {
      expect(wordsOf(name), name).toEqual(['find', 'row']);
    }
    expect(wordsOf('(anonymous)')).toEqual([]);
    expect(wordsOf('sqlite3BtreeNext')).toEqual(['sqlite3', 'btree', 'next']);
    expect(measureLikeness(['find', 'row'], ['find', 'row', 'by', 'id'])).toBe(0.5);
    expect(measureLikeness([], [])).toBe(0);
  });
});
