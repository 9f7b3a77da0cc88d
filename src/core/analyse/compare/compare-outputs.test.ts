import { describe, expect, it } from 'vitest';
import { buildRecording } from '../testing/build-recording';
import { compareOutputs, findFirstDifference } from './compare-outputs';

describe('findFirstDifference', () => {
  it('compares byte for byte in mode exact', () => {
    expect(findFirstDifference('a\nb\n', 'a\nb\n', 'exact')).toBeNull();
    expect(findFirstDifference('a\nb\n', 'a\nc\n', 'exact')).toEqual({
      line: 2,
      candidate: 'b',
      reference: 'c',
    });
    expect(findFirstDifference('a\n', 'a', 'exact')?.line).toBe(2);
    expect(findFirstDifference('a ', 'a', 'exact')).not.toBeNull();
  });

  it('counts lines in any order in mode unordered', () => {
    expect(findFirstDifference('a\nb\na\n', 'b\na\na', 'unordered')).toBeNull();
    expect(findFirstDifference('a\nb\nb', 'a\na\nb', 'unordered')).toEqual({
      line: 3,
      candidate: 'b',
      reference: 'a',
    });
    expect(findFirstDifference('a', 'a\nb', 'unordered')).toEqual({
      line: 2,
      candidate: '',
      reference: 'b',
    });
  });

  it('compares numbers within 1e-9 in mode numeric', () => {
    expect(findFirstDifference('x 0.30000000000000004', 'x 0.3', 'numeric')).toBeNull();
    expect(findFirstDifference('1e3 rows', '1000 rows', 'numeric')).toBeNull();
    expect(findFirstDifference('x 0.3001', 'x 0.3', 'numeric')?.line).toBe(1);
    expect(findFirstDifference('x 1', 'y 1', 'numeric')?.line).toBe(1);
  });

  it('ignores everything in mode ignore', () => {
    expect(findFirstDifference('a', 'b', 'ignore')).toBeNull();
  });
});

describe('compareOutputs', () => {
  const workload = (output: string | undefined, exitCode = 0) =>
    buildRecording('b', {
      w: [{ n: 1, wallMs: [1, 1], exitCode, ...(output === undefined ? {} : { output }) }],
    }).workloads[0]!;

  it('says where the answers part', () => {
    expect(compareOutputs(workload('1\n2\n'), workload('1\n3\n'))).toMatchObject({
      equal: false,
      runsCompared: 4,
      firstDifference: { n: 1, line: 2, candidate: '2', reference: '3' },
    });
    expect(compareOutputs(workload('1'), workload('1')).equal).toBe(true);
  });

  it('judges nothing where a run failed or kept no output', () => {
    expect(compareOutputs(workload('1'), workload('2', 1))).toMatchObject({
      equal: null,
      runsCompared: 0,
    });
    expect(compareOutputs(workload('1'), workload(undefined)).equal).toBeNull();
  });
});
