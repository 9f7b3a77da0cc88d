import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import { analyseRecording } from '../analyse-recording';
import type { Finding, FindingId } from '../../model/finding';
import type { LoadedRecording } from '../../model/loaded';
import { createRandomSource, drawNormal } from '../statistics/random-source';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

const SIZES = [500, 1000, 2000, 4000];
const OPERATIONS = 100;
const BYTES = [{ name: 'allocated', unit: 'bytes' }] as const;
const SYNCS = [{ name: 'syncs', unit: 'count' }] as const;

function noisy(centre: number, seed: number, runs = 10, noise = 0.05): number[] {
  const random = createRandomSource(seed);
  return Array.from({ length: runs }, () => centre * Math.max(0.5, 1 + noise * drawNormal(random)));
}

/** A lookup that scans: `visit` runs once an operation and calls `decode` for each of n rows. */
function scanning(folder: string, seed: number): SizeSketch[] {
  return SIZES.map((n) => ({
    n,
    operations: OPERATIONS,
    wallMs: noisy(60 + 0.05 * n, n + seed),
    calls: {
      [`main /p/${folder}/bench.js:1`]: 1,
      [`lookup /p/${folder}/db.js:5`]: OPERATIONS,
      [`visit /p/${folder}/table.js:10`]: OPERATIONS,
      [`decode /p/${folder}/row.js:3`]: OPERATIONS * n,
    },
    cpu: buildProfile(`
      main /p/${folder}/bench.js:1 = 5
        lookup /p/${folder}/db.js:5 = 4
          visit /p/${folder}/table.js:10 = ${0.005 * n}
            decode /p/${folder}/row.js:3 = ${0.04 * n}
    `),
    output: 'same',
  }));
}

/** The same lookup through an index. */
function seeking(folder: string, seed: number): SizeSketch[] {
  return SIZES.map((n) => ({
    n,
    operations: OPERATIONS,
    wallMs: noisy(62, n + seed),
    calls: {
      [`main /p/${folder}/bench.js:1`]: 1,
      [`lookup /p/${folder}/db.js:5`]: OPERATIONS,
      [`visit /p/${folder}/table.js:12`]: OPERATIONS,
      [`decode /p/${folder}/row.js:3`]: OPERATIONS,
    },
    cpu: buildProfile(`
      main /p/${folder}/bench.js:1 = 5
        lookup /p/${folder}/db.js:5 = 4
          visit /p/${folder}/table.js:12 = 2
            decode /p/${folder}/row.js:3 = 1
    `),
    output: 'same',
  }));
}

/** A build in a module without frames of its own, such as WebAssembly. */
function opaque(seed: number, wall: (n: number) => number): SizeSketch[] {
  return SIZES.map((n) => ({
    n,
    operations: OPERATIONS,
    wallMs: noisy(wall(n), n + seed),
    calls: { 'main /p/ref/bench.js:1': 1, 'get /p/ref/wrapper.js:9': OPERATIONS },
    cpu: buildProfile(`
      main /p/ref/bench.js:1 = 50
        get /p/ref/wrapper.js:9 = 3
          wasm-function[77] = 9
    `),
    output: 'same',
  }));
}

function compare(candidate: LoadedRecording, reference: LoadedRecording): Finding[] {
  const answer = analyseComparison(buildComparison(candidate, reference), candidate, reference);
  expect(JSON.stringify(answer)).not.toMatch(/NaN|Infinity/);
  return answer.findings;
}

function ids(findings: readonly Finding[]): FindingId[] {
  return findings.map(({ id }) => id);
}

describe('grows-faster-than-reference', () => {
  it('names the loop first, with its growing callee, against a build that shares its functions', () => {
    const findings = compare(
      buildRecording('candidate', { lookup: scanning('candidate', 1) }),
      buildRecording('fixed', { lookup: seeking('fixed', 2) }),
    );
    const finding = findings.find(({ id }) => id === 'grows-faster-than-reference')!;
    expect(finding).toMatchObject({ severity: 'high', confidence: 'high', workload: 'lookup' });
    expect(finding.title).toBe('The calls of lookup grow as O(n) in candidate, O(1) in fixed.');
    expect(finding.frames.map((frame) => frame.function)).toEqual(['visit', 'decode']);
    expect(finding.frames[1]).toMatchObject({ file: '/p/candidate/row.js', line: 3, reference: 0 });
    expect(finding.frames[1]!.candidate).toBeCloseTo(1, 2);
    const slower = findings.find(({ id }) => id === 'slower-than-reference')!;
    expect(slower.headline.unit).toBe('ratio');
    expect(new Set(slower.frames.map(({ unit }) => unit))).toEqual(new Set(['ms/op']));
  });

  it('puts what is counted before a loop that holds a small part of the time', () => {
    const withSide = (sizes: SizeSketch[], folder: string, ms: (n: number) => number) =>
      sizes.map((size) => ({
        ...size,
        cpu: buildProfile(`
      main /p/${folder}/bench.js:1 = 5
        fill /p/${folder}/fill.js:2 = ${ms(size.n)}
        lookup /p/${folder}/db.js:5 = 4
          visit /p/${folder}/table.js:10 = ${0.005 * size.n}
            decode /p/${folder}/row.js:3 = ${0.04 * size.n}
    `),
      }));
    const finding = compare(
      buildRecording('candidate', {
        lookup: withSide(scanning('candidate', 1), 'candidate', (n) => 0.004 * n),
      }),
      buildRecording('fixed', { lookup: withSide(seeking('fixed', 2), 'fixed', () => 1) }),
    ).find(({ id }) => id === 'grows-faster-than-reference')!;
    expect(finding.frames.map((frame) => frame.function)).toEqual(['visit', 'decode', 'fill']);
  });

  it('says so against a reference without functions, when the times grow apart', () => {
    const findings = compare(
      buildRecording('candidate', { lookup: scanning('candidate', 1) }),
      buildRecording('sqlite', { lookup: opaque(3, () => 62) }),
    );
    const finding = findings.find(({ id }) => id === 'grows-faster-than-reference')!;
    expect(finding.frames[0]).toMatchObject({ function: 'visit', reference: null });
  });

  it('is silent when such a reference grows as well, only cheaper', () => {
    const findings = compare(
      buildRecording('candidate', { lookup: scanning('candidate', 1) }),
      buildRecording('sqlite', { lookup: opaque(4, (n) => 62 + 0.006 * n) }),
    );
    expect(ids(findings)).not.toContain('grows-faster-than-reference');
  });

  it('finds a builtin without frames by its time', () => {
    const matching = (n: number, factor: number): SizeSketch => ({
      n,
      operations: 1,
      wallMs: noisy(50 + factor * n * n, n),
      calls: { 'main /p/c/a.js:1': 1, 'check /p/c/a.js:5': 1 },
      cpu: buildProfile(`
        main /p/c/a.js:1 = 40
          check /p/c/a.js:5 = 1
            RegExp: (a+)+b native = ${factor * n * n + 1}
      `),
    });
    const findings = compare(
      buildRecording('candidate', { match: SIZES.map((n) => matching(n, 5e-5)) }),
      buildRecording('fixed', { match: SIZES.map((n) => matching(n, 0)) }),
    );
    const finding = findings.find(({ id }) => id === 'grows-faster-than-reference')!;
    expect(finding.frames[0]?.function).toBe('check');
  });
});

describe('sync-per-operation', () => {
  const inserting = (perOperation: number, ms: number): SizeSketch[] =>
    [100, 200, 400].map((n) => ({
      n,
      operations: n,
      wallMs: noisy(80 + perOperation * ms * n, n),
      cpuMs: noisy(75, n + 1),
      syncs: [['/data/db-log', Math.round(perOperation * n) + 2, ms]],
      syncStacks: buildProfile(
        `
        main /p/c/bench.js:1
          insert /p/c/db.js:5
            sync /p/c/log.js:30
              fsyncSync node:fs:1 runtime = ${perOperation * n + 2}
      `,
        SYNCS,
      ),
    }));

  it('fires on a sync for each operation, with who asks for it first', () => {
    const findings = compare(
      buildRecording('candidate', { insert: inserting(1, 2) }),
      buildRecording('sqlite', { insert: inserting(0, 2) }),
    );
    const finding = findings.find(({ id }) => id === 'sync-per-operation')!;
    expect(finding.severity).toBe('high');
    expect(finding.headline.value).toBeCloseTo(1, 6);
    expect(finding.frames.map((frame) => frame.function)).toEqual(['sync', 'insert', 'main']);
    expect(finding.title).toContain('waits for the disk once in candidate, never in sqlite');
    expect(finding.evidence[0]!.text).toContain('each further operation adds 1.');
  });

  it('says nothing of further operations where every size has as many', () => {
    const inOne = (syncs: number): SizeSketch[] => [
      { n: 1, operations: 1, wallMs: noisy(80, 1), syncs: [['/data/log', syncs, 2]] },
    ];
    const ours = buildRecording('candidate', { run: inOne(40) });
    const findings = compare(ours, buildRecording('sqlite', { run: inOne(1) }));
    const finding = findings.find(({ id }) => id === 'sync-per-operation');
    expect(finding!.evidence[0]!.text).toBe('candidate makes 40 syncs in 1 operation at n = 1.');
    expect(finding!.evidence.at(-1)!.text).toBe('sqlite makes 1 sync in 1 operation at n = 1.');
  });

  it('is silent when the reference syncs as often, and for syncs that belong to the run', () => {
    const often = buildRecording('a', { insert: inserting(1, 2) });
    expect(ids(compare(often, buildRecording('b', { insert: inserting(1, 2) })))).toEqual([]);
    const seldom = buildRecording('a', { insert: inserting(0.01, 2) });
    expect(ids(compare(seldom, buildRecording('b', { insert: inserting(0, 2) })))).toEqual([]);
  });
});

describe('allocation-churn', () => {
  const allocating = (bytes: number): SizeSketch[] => [
    {
      n: 1000,
      operations: 1000,
      wallMs: noisy(100, 5),
      alloc: buildProfile(
        `
        main /p/c/bench.js:1 = 2000000
          read /p/c/pager.js:40 = 1000
            alloc node:buffer:391 runtime = ${bytes}
      `,
        BYTES,
      ),
    },
  ];

  it('charges the run time’s allocation to the own code that asked for it', () => {
    const findings = compare(
      buildRecording('candidate', { read: allocating(80e6) }),
      buildRecording('fixed', { read: allocating(0) }),
    );
    const finding = findings.find(({ id }) => id === 'allocation-churn')!;
    expect(finding.frames[0]).toMatchObject({ function: 'read', file: '/p/c/pager.js', line: 40 });
    expect(finding.frames[0]!.candidate).toBeCloseTo(80_001, 0);
    expect(finding.frames[0]!.unit).toBe('bytes/op');
    expect(finding.refutedBy).toContain('linear memory');
  });

  it('is silent for a small difference', () => {
    const findings = compare(
      buildRecording('candidate', { read: allocating(6e6) }),
      buildRecording('fixed', { read: allocating(0) }),
    );
    expect(ids(findings)).toEqual([]);
  });
});

describe('repeated-setup', () => {
  const running = (name: string, file: string, calls: (operations: number) => number, ms: number) =>
    SIZES.map((n): SizeSketch => ({
      n,
      operations: OPERATIONS,
      wallMs: noisy(150, n),
      calls: {
        'main /p/c/bench.js:1': 1,
        'execute /p/c/db.js:5': OPERATIONS,
        [`${name} ${file}:20`]: calls(OPERATIONS),
      },
      cpu: buildProfile(`
          main /p/c/bench.js:1 = 50
            execute /p/c/db.js:5 = 60
              ${name} ${file}:20 = ${ms}
        `),
    }));

  it('is proved by a counterpart that runs a fixed number of times', () => {
    const findings = compare(
      buildRecording('candidate', { get: running('schema', '/p/c/x.js', (n) => n, 40) }),
      buildRecording('fixed', { get: running('schema', '/p/c/x.js', () => 1, 1) }),
    );
    const finding = findings.find(({ id }) => id === 'repeated-setup')!;
    expect(finding.confidence).toBe('high');
    expect(finding.frames[0]).toMatchObject({ function: 'schema', candidate: 1, reference: 0.01 });
  });

  it('needs a name that says setup where there is no counterpart, and is surer in two workloads', () => {
    const reference = { get: opaque(5, () => 60), put: opaque(6, () => 60) };
    const parse = running('parseSchema', '/p/c/x.js', (n) => n, 40);
    const found = compare(
      buildRecording('candidate', { get: parse, put: parse }),
      buildRecording('sqlite', reference),
    ).filter(({ id }) => id === 'repeated-setup');
    expect(found.map(({ confidence }) => confidence)).toEqual(['medium', 'medium']);
    const work = running('seekLeaf', '/p/c/x.js', (n) => n, 40);
    const silent = compare(
      buildRecording('candidate', { get: work, put: work }),
      buildRecording('sqlite', reference),
    );
    expect(ids(silent)).not.toContain('repeated-setup');
  });

  it('does not take normal work for setup when both builds do it', () => {
    const findings = compare(
      buildRecording('candidate', { get: running('parse', '/p/c/x.js', (n) => n, 40) }),
      buildRecording('fixed', { get: running('parse', '/p/c/x.js', (n) => n, 40) }),
    );
    expect(ids(findings)).toEqual([]);
  });
});

describe('output-differs', () => {
  it('fires with the first difference', () => {
    const [a, b] = ['1\n2', '1\n3'].map((output, i) =>
      buildRecording(`b${i}`, { w: [{ n: 1, wallMs: [10], output }] }),
    ) as [LoadedRecording, LoadedRecording];
    const [finding] = compare(a, b);
    expect(finding).toMatchObject({ id: 'output-differs', severity: 'high' });
    expect(finding!.evidence[0]!.text).toContain('line 2, b0 prints “2” and b1 “3”');
  });
});

describe('a build against itself', () => {
  it('gives no finding in any of 60 noisy comparisons', () => {
    const found: string[] = [];
    for (let seed = 0; seed < 60; seed += 1) {
      const runs = [3, 5, 10][seed % 3]!;
      const noise = [0.05, 0.15, 0.25][Math.floor(seed / 3) % 3]!;
      const build = (name: string, offset: number) =>
        buildRecording(name, {
          lookup: scanning('same', 0).map((size) => ({
            ...size,
            wallMs: noisy(60 + 0.05 * size.n, 1000 * seed + size.n + offset, runs, noise),
            cpuMs: noisy(55 + 0.05 * size.n, 1000 * seed + size.n + offset + 7, runs, noise / 2),
          })),
        });
      found.push(
        ...compare(build('candidate', 0), build('reference', 500_000)).map(({ title }) => title),
      );
    }
    expect(found).toEqual([]);
  });
});

describe('budget-broken', () => {
  it('is told of the candidate alone, and not when the reference breaks the claim too', () => {
    const budgets = { budgets: { growth: 'O(log n)' } } as const;
    const scan = (name: string) =>
      buildRecording(name, { lookup: scanning('same', name.length) }, budgets);
    const seek = buildRecording('fixed', { lookup: seeking('same', 3) }, budgets);
    expect(ids(compare(scan('candidate'), seek))).toContain('budget-broken');
    expect(ids(compare(scan('candidate'), scan('again')))).toEqual([]);
  });
});

describe('partial recordings', () => {
  const empty: SizeSketch[] = [{ n: 500, operations: OPERATIONS }];
  it.each([
    ['no run', empty, empty],
    ['one side empty', scanning('c', 1), empty],
    ['failed runs', [{ n: 500, wallMs: [10], exitCode: 1, output: 'x' }], scanning('c', 1)],
    ['one size', scanning('c', 1).slice(0, 1), seeking('c', 2).slice(0, 1)],
    ['no common size', scanning('c', 1).slice(0, 1), seeking('c', 2).slice(1)],
    ['no workload', [], []],
  ] as [string, SizeSketch[], SizeSketch[]][])(
    'analyses %s without NaN or throwing',
    (_, ours, theirs) => {
      const candidate = buildRecording('candidate', { w: ours });
      const reference = buildRecording('reference', { w: theirs });
      compare(candidate, reference);
      const answer = analyseRecording(candidate);
      expect(JSON.stringify(answer)).not.toMatch(/NaN|Infinity/);
      expect(answer.verdict).not.toBe('');
    },
  );
});

describe('a single build', () => {
  it('names growth, the hot function and a broken budget', () => {
    const quadratic = SIZES.map((n): SizeSketch => ({
      n,
      operations: 1,
      wallMs: noisy(50 + 1e-4 * n * n, n),
      calls: { 'main /p/a.js:1': 1, 'compare /p/a.js:9': n * n },
      cpu: buildProfile(`
          main /p/a.js:1 = 20
            compare /p/a.js:9 = ${1e-4 * n * n}
        `),
    }));
    const answer = analyseRecording(
      buildRecording('build', { sort: quadratic }, { budgets: { growth: 'O(n log n)' } }),
    );
    expect(new Set(ids(answer.findings))).toEqual(
      new Set(['superlinear-growth', 'hot-function', 'budget-broken']),
    );
    expect(answer.findings.find(({ id }) => id === 'superlinear-growth')!.frames[0]).toMatchObject({
      function: 'compare',
      line: 9,
    });
    expect(answer.workloads[0]!.growth.calls?.class).toBe('O(n²)');
    expect(answer.workloads[0]!.hottest[0]?.function).toBe('compare');
  });
});
