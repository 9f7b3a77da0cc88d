import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { Finding } from '../../model/finding';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

const LIMIT_MS = 8000;

/** An expression that doubles its time with each further character; null: ended at the time limit. */
function parseHeader(folder: string, times: readonly (number | null)[], guiltyMs: number) {
  return times.map((ms, index): SizeSketch => {
    const spent = ms ?? LIMIT_MS;
    return {
      n: 16 + 8 * index,
      ...(ms === null
        ? { timeLimitMs: LIMIT_MS }
        : { wallMs: [0.97, 1, 1.04].map((factor) => factor * ms) }),
      cpu: buildProfile(`
        start node:internal:1 = 40
          parseHeader /lib/${folder}/parser.js:14 library = 1
            RegExp: ^(\\w+)+$ = ${Math.max(1, spent > 100 ? Math.min(guiltyMs, spent) : 0)}
      `),
    };
  });
}

function compare(
  candidate: readonly SizeSketch[],
  reference: readonly SizeSketch[],
): readonly Finding[] {
  return answer(candidate, reference).findings;
}

function answer(candidate: readonly SizeSketch[], reference: readonly SizeSketch[]) {
  const ours = buildRecording('candidate', { run: candidate });
  const theirs = buildRecording('reference', { run: reference });
  return analyseComparison(buildComparison(ours, theirs), ours, theirs);
}

const isGrowth = ({ id }: Finding) => id === 'grows-faster-than-reference';

describe('a run that was ended at its time limit', () => {
  const fixed = parseHeader('fixed', [60, 61, 60, 62], 0);

  it('shows growth that no size before showed, and where it hangs', () => {
    const slow = parseHeader('slow', [60, 62, null], LIMIT_MS);
    const finding = compare(slow, fixed).find(isGrowth);
    expect(finding?.title).toBe(
      'run does not end within 8 s at n = 32 in candidate, after 62 ms at n = 24; reference takes 60 ms.',
    );
    expect(finding?.severity).toBe('high');
    expect(finding?.headline).toMatchObject({ unit: 'ratio' });
    expect(finding?.frames[0]?.unit).toBe('exponent');
    expect(finding?.frames.slice(0, 2).map((frame) => frame.function)).toEqual([
      'parseHeader',
      'RegExp: ^(\\w+)+$',
    ]);
  });

  it('is told in the verdict by the rise', () => {
    const slow = parseHeader('slow', [60, 62, null], LIMIT_MS);
    expect(answer(slow, fixed).verdict).toContain('rises 131 times as much in candidate as in');
  });

  it('takes nothing from the growth that the sizes before show', () => {
    const slow = parseHeader('slow', [62, 90, 300, null], LIMIT_MS);
    const finding = compare(slow, fixed).find(isGrowth);
    expect(finding?.title).toMatch(/^The CPU time of run grows as .* in candidate/);
    expect(finding?.frames[0]?.function).toBe('parseHeader');
    expect(finding?.evidence.some(({ text }) => text.includes('was ended after'))).toBe(true);
  });

  it('proves nothing where the reference was ended as well', () => {
    const slow = parseHeader('slow', [60, 62, null], LIMIT_MS);
    expect(compare(slow, slow).some(isGrowth)).toBe(false);
  });

  it('proves nothing where the time rose no faster than n', () => {
    const sizes = [1000, 4000, 16_000];
    const line = sizes.map((n): SizeSketch => ({ n, wallMs: [n / 2, n / 2.1, n / 1.9] }));
    const limited = [...line.slice(0, 2), { n: 16_000, timeLimitMs: 7000 }];
    const cheap = sizes.map((n): SizeSketch => ({ n, wallMs: [60, 61, 62] }));
    expect(compare(limited, cheap).find(isGrowth)?.evidence ?? []).not.toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('was ended after') as string }),
    );
  });

  it('proves nothing where the program waited', () => {
    const hangs = parseHeader('slow', [60, 62, null], 1).map((size) =>
      size.timeLimitMs === undefined ? size : { ...size, cpuMs: [50] },
    );
    expect(compare(hangs, fixed).some(isGrowth)).toBe(false);
  });

  it('is all that is known where no size ended', () => {
    const slow = parseHeader('slow', [null], LIMIT_MS);
    const [finding] = compare(slow, fixed);
    expect(finding?.id).toBe('slower-than-reference');
    expect(finding?.title).toBe(
      'run does not end within 8 s at n = 16 in candidate; reference takes 60 ms.',
    );
    expect(finding?.frames[0]?.function).toBe('parseHeader');
  });
});
