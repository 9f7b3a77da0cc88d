import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { Finding } from '../../model/finding';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

const SIZES = [200, 400, 800];

interface Checking {
  /** Function of the project that checks one address. */
  name: string;
  /** How often the expression is compiled in a run of n. */
  compiled: (n: number) => number;
  /** Calls that matching makes for each address. */
  match?: number;
  isCounted?: boolean;
  /** Other calls of a run. */
  others?: Record<string, number>;
}

/** n addresses checked by an expression of a library, whose inner functions are called 300 times for each compilation. */
function checking({ name, compiled, match = 6, isCounted = true, others }: Checking): SizeSketch[] {
  return SIZES.map((n) => {
    const ms = 2 + 0.01 * n + 0.1 * compiled(n);
    const around = [0.98, 1, 1, 1.01, 1.02].map((part) => part * ms);
    return {
      n,
      operations: n,
      wallMs: around,
      cpuMs: around,
      ...(isCounted && {
        calls: {
          'main /p/check.cpp:20': 1,
          [`${name} /p/check.cpp:9`]: n,
          'compile_bracket /lib/regex.cpp:1': 200 * compiled(n),
          'compile_set /lib/regex.cpp:40': 99 * compiled(n),
          'close_set /lib/regex.cpp:60': compiled(n),
          ...others,
          'match_state /lib/regex.cpp:90': match * n,
        },
      }),
      cpu: buildProfile(`
        main /p/check.cpp:20 = 1
          ${name} /p/check.cpp:9 = ${0.01 * n}
            regexp.compile /lib/regex.cpp:1 = ${0.1 * compiled(n)}
      `),
      output: 'same',
    };
  });
}

function compare(ours: Checking, theirs: Checking): Finding[] {
  const [a, b] = [
    buildRecording('candidate', { run: checking(ours) }),
    buildRecording('reference', { run: checking(theirs) }),
  ];
  // Calls of Node and Python programs can always be counted; of others it depends.
  for (const each of [a, b]) each.recording.build.target = 'native';
  return analyseComparison(buildComparison(a, b), a, b).findings;
}

const slow: Checking = { name: 'isValidSlow', compiled: (n) => n };
const fast: Checking = { name: 'isValidFast', compiled: () => 1 };
const idsOf = (findings: readonly Finding[]) => findings.map(({ id }) => id);

describe('work that the reference does once', () => {
  it('is repeated setup, by the calls inside of the library, whatever the project calls its own', () => {
    const [first] = compare(slow, fast);
    expect(first).toMatchObject({ id: 'repeated-setup', confidence: 'medium' });
    expect(first!.headline.value).toBe(300);
    expect(first!.frames.map((frame) => frame.function)).toContain('isValidSlow');
  });

  it('is repeated setup where the reference does it once for each of the things it has', () => {
    const [first] = compare(slow, { ...fast, compiled: () => 50 });
    expect(first).toMatchObject({ id: 'repeated-setup', confidence: 'medium' });
    expect(first!.title).toContain('what reference does 50 times in a run');
    expect(idsOf(compare(slow, { ...fast, compiled: () => 500 }))).not.toContain('repeated-setup');
  });

  it('is no setup where the functions do not agree on how often the reference does it', () => {
    const others = { 'compile_bracket /lib/regex.cpp:1': 9000, 'close_set /lib/regex.cpp:60': 7 };
    const theirs = { ...fast, compiled: () => 50, others };
    expect(idsOf(compare(slow, theirs))).not.toContain('repeated-setup');
  });

  it('is no setup where the reference does it for each operation too', () => {
    expect(idsOf(compare({ ...slow, match: 60 }, { ...slow, name: 'isValidFast' }))).not.toContain(
      'repeated-setup',
    );
    expect(compare(fast, { ...fast, name: 'isValid' })).toEqual([]);
  });

  it('has to be most of what is called', () => {
    expect(idsOf(compare({ ...slow, match: 400 }, { ...fast, match: 400 }))).not.toContain(
      'repeated-setup',
    );
  });

  it('is told by samples, with little confidence, where nothing could count calls', () => {
    const [first] = compare({ ...slow, isCounted: false }, { ...fast, isCounted: false });
    expect(first).toMatchObject({ id: 'repeated-setup', confidence: 'low' });
    expect(first!.frames.map((frame) => frame.function)).toContain('regexp.compile');
    expect(
      compare({ ...slow, isCounted: false }, { ...slow, name: 'isValid', isCounted: false }),
    ).toEqual([]);
  });
});
