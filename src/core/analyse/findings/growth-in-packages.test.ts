import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { Finding } from '../../model/finding';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

function compare(candidate: readonly SizeSketch[], reference: readonly SizeSketch[]): Finding[] {
  const ours = buildRecording('candidate', { run: candidate });
  const theirs = buildRecording('reference', { run: reference });
  return analyseComparison(buildComparison(ours, theirs), ours, theirs).findings;
}

function findGrowth(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ id }) => id === 'grows-faster-than-reference');
}

/** Five runs about a median, as far apart as those of a shared machine. */
function spread(median: number): number[] {
  return [0.97, 0.99, 1, 1.02, 1.05].map((factor) => factor * median);
}

/** Sizes with CPU time in ms, calls and the own time of the guilty function: `trim` 0.0.1 against 0.0.3. */
const TRIM_SIZES = [2000, 4000, 8000, 16000];
const SLOW_TRIM = {
  cpuMs: [68, 78, 118, 276],
  calls: [1147, 1151, 1165, 1165],
  ms: [3, 14, 55, 212],
};

const slowTrim = TRIM_SIZES.map((n, index): SizeSketch => ({
  n,
  wallMs: spread(SLOW_TRIM.cpuMs[index]! + 20),
  cpuMs: spread(SLOW_TRIM.cpuMs[index]!),
  calls: { 'start node:internal:1': SLOW_TRIM.calls[index]! },
  cpu: buildProfile(`
    start node:internal:1 = 30
      (anonymous) /project/bench.js:1 = 1
        trim /lib/trim-slow/index.js:4 library = 1
          RegExp: ^\\s*|\\s*$ = ${SLOW_TRIM.ms[index]!}
  `),
}));

const fixedTrim = TRIM_SIZES.map((n): SizeSketch => ({
  n,
  wallMs: spread(85),
  cpuMs: spread(65),
  calls: { 'start node:internal:1': 1153 },
  cpu: buildProfile(`
    start node:internal:1 = 30
      (anonymous) /project/bench.js:1 = 1
        trim /lib/trim-fixed/index.js:4 library = 1
  `),
}));

describe('growth inside a package', () => {
  const finding = findGrowth(compare(slowTrim, fixedTrim));

  it('names the function, then its regular expression, then who called the package', () => {
    expect(finding?.frames.map((frame) => frame.function)).toEqual([
      'trim',
      'RegExp: ^\\s*|\\s*$',
      '(anonymous)',
    ]);
    expect(finding?.frames[2]?.file).toBe('/project/bench.js');
  });

  it('names no class by a few calls that came in addition', () => {
    expect(finding?.title).not.toContain('O(log n)');
    expect(finding?.headline.value).toBeGreaterThan(1.5);
    expect(finding?.evidence.every(({ pass }) => pass !== 'calls')).toBe(true);
  });
});

/** CPU time in ms of p-limit 3.0.2, which shifts an array, and of 3.1.0, at one operation a run. */
const QUEUE_SIZES = [20_000, 40_000, 60_000, 80_000];
const SHIFTING = [360, 835, 1604, 2641];
const QUEUE = [158, 221, 335, 412];

function limit(times: readonly number[], scale = 1): SizeSketch[] {
  return times.map((ms, index) => ({
    n: QUEUE_SIZES[index]!,
    wallMs: spread(ms * scale),
    cpuMs: spread(ms * scale),
  }));
}

describe('growth where the reference grows too', () => {
  it('tells the square from the line', () => {
    expect(findGrowth(compare(limit(SHIFTING), limit(QUEUE)))).toBeDefined();
  });

  it('finds none in a build that is slower by a factor', () => {
    expect(findGrowth(compare(limit(QUEUE, 8), limit(QUEUE)))).toBeUndefined();
    expect(findGrowth(compare(limit(SHIFTING, 3), limit(SHIFTING)))).toBeUndefined();
    const started = limit(QUEUE).map(({ n }) => ({
      n,
      wallMs: spread(60 + n / 40),
      cpuMs: spread(60 + n / 40),
    }));
    expect(findGrowth(compare(started, limit(QUEUE)))).toBeUndefined();
  });
});

/** CPU time in ms of hosted-git-info 2.8.8 and 2.8.9, what the samples show in `fromUrl`, and a start under it. */
const URL_SIZES = [2000, 4000, 8000, 16_000];
const SLOW_URL = { cpuMs: [77, 90, 139, 280], underMs: [9, 36, 150, 623] };
const FIXED_URL = { cpuMs: [76, 77, 88, 90], underMs: [0, 0, 0, 1] };

function readUrl(folder: string, { cpuMs, underMs }: typeof SLOW_URL): SizeSketch[] {
  return cpuMs.map((ms, index) => ({
    n: URL_SIZES[index]!,
    wallMs: spread(3 * ms),
    cpuMs: spread(ms),
    cpu: buildProfile(`
      start node:internal:1 = ${ms}
        (anonymous) /project/bench.js:1 = 1
          fromUrl /lib/${folder}/index.js:38 library = ${underMs[index]!}
            fixupUnqualifiedGist /lib/${folder}/index.js:97 library = 44
    `),
  }));
}

describe('growth in one function, hardly above the noise of the run', () => {
  const slow = readUrl('slow', SLOW_URL);

  it('is seen by the samples of the function and its counterpart', () => {
    const finding = findGrowth(compare(slow, readUrl('fixed', FIXED_URL)));
    expect(finding?.frames[0]?.function).toBe('fromUrl');
  });

  it('is not claimed where the counterpart grows as well, for a tenth of the cost', () => {
    const cheap = { ...FIXED_URL, underMs: SLOW_URL.underMs.map((ms) => ms / 10) };
    expect(findGrowth(compare(slow, readUrl('fixed', cheap)))).toBeUndefined();
  });
});

describe('growth between two sizes', () => {
  const ends = (sizes: readonly SizeSketch[], times: readonly [number, number]) =>
    [sizes[0]!, sizes[sizes.length - 1]!].map((size, index) => ({
      ...size,
      wallMs: spread(times[index]! + 20),
      cpuMs: spread(times[index]!),
    }));

  it('is told as a rise, for two sizes show no class', () => {
    const finding = findGrowth(compare(ends(slowTrim, [68, 960]), ends(fixedTrim, [65, 65])));
    expect(finding?.title).toBe(
      'The CPU time of run rises from 68 ms at n = 2,000 to 960 ms at n = 16,000 in candidate, hardly at all in reference.',
    );
    expect(finding?.frames[0]?.function).toBe('trim');
  });

  it('is not claimed of less than any noise, nor of a reference that rises with it', () => {
    const slow = ends(slowTrim, [68, 200]);
    expect(findGrowth(compare(slow, ends(fixedTrim, [65, 65])))).toBeUndefined();
    const steep = ends(slowTrim, [68, 960]);
    expect(findGrowth(compare(steep, ends(fixedTrim, [65, 350])))).toBeUndefined();
  });
});

describe('growth behind a wrapper that all functions of a package share', () => {
  const SIZES = [500, 1000, 2000, 4000];
  const wrapped = (folder: string, scans: boolean) =>
    SIZES.map((n): SizeSketch => {
      const ms = scans ? n ** 2 / 16_000 : 1;
      return {
        n,
        wallMs: spread(80 + ms),
        cpuMs: spread(70 + ms),
        calls: {
          '(anonymous) /project/bench.js:1': 1,
          [`curried /lib/${folder}/ramda.js:150`]: scans ? n * n : n,
          [`contains /lib/${folder}/ramda.js:300`]: n,
          ...(scans ? { [`equals /lib/${folder}/ramda.js:400`]: n * n } : {}),
        },
        cpu: buildProfile(`
          start node:internal:1 = 30
            (anonymous) /project/bench.js:1 = 1
              curried /lib/${folder}/ramda.js:150 library = 1
                uniq /lib/${folder}/ramda.js:200 library = 1
                  contains /lib/${folder}/ramda.js:300 library = 1
                    curried /lib/${folder}/ramda.js:150 library = ${ms / 4}
                      equals /lib/${folder}/ramda.js:400 library = ${ms / 2}
        `),
      };
    });

  it('is put down to the innermost loop', () => {
    const finding = findGrowth(compare(wrapped('slow', true), wrapped('fixed', false)));
    expect(finding?.frames[0]?.function).toBe('contains');
  });
});

describe('growth beside a reference that goes through all items as well', () => {
  /** CPU time in ms of a cache that lists its keys at each eviction, and of one that keeps them in order. */
  const SIZES = [500, 1000, 2000, 4000];
  const LISTING = {
    cpuMs: [106, 108, 210, 486],
    ownMs: [3, 14, 80, 330],
    megabytes: [6, 21, 85, 335],
  };
  const ORDERED = { cpuMs: [79, 84, 90, 101], ownMs: [4, 6, 9, 14], megabytes: [1, 1.5, 2, 4] };
  const cache = (folder: string, name: string, { cpuMs, ownMs, megabytes }: typeof LISTING) =>
    SIZES.map((n, index): SizeSketch => ({
      n,
      wallMs: spread(cpuMs[index]! + 20),
      cpuMs: spread(cpuMs[index]!),
      cpu: buildProfile(`
        start node:internal:1 = 40
          (anonymous) /project/bench.js:1 = 1
            ${name} /lib/${folder}/cache.js:84 library = ${ownMs[index]!}
      `),
      alloc: buildProfile(
        `
        start node:internal:1 = 1000
          ${name} /lib/${folder}/cache.js:84 library = ${megabytes[index]! * 1e6}
      `,
        [{ name: 'allocated', unit: 'bytes' }],
      ),
    }));

  it('is seen by what is allocated, and names the function', () => {
    const finding = findGrowth(
      compare(cache('slow', 'trim', LISTING), cache('fixed', 'set', ORDERED)),
    );
    expect(finding?.frames[0]?.function).toBe('trim');
    expect(finding?.evidence.some(({ pass }) => pass === 'alloc')).toBe(true);
  });

  it('is not claimed where both allocate and spend in the same class', () => {
    const third = (values: readonly number[]) => values.map((value) => value / 3);
    const cheaper = {
      cpuMs: LISTING.ownMs.map((ms) => 80 + ms / 3),
      ownMs: third(LISTING.ownMs),
      megabytes: third(LISTING.megabytes),
    };
    expect(
      findGrowth(compare(cache('slow', 'trim', LISTING), cache('fixed', 'set', cheaper))),
    ).toBeUndefined();
  });
});
