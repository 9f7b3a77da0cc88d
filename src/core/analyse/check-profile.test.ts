import { expect, it } from 'vitest';
import { parseCpuProfile } from '../parse/parse-cpu-profile';
import { checkProfile } from './check-profile';

interface Sketch {
  frames: readonly [name: string, url: string][];
  samples: readonly number[];
  deltaUs: number;
}

/** A file as V8 writes it, read by the parser: frame k has node k + 2 below the root. */
function readProfile({ frames, samples, deltaUs }: Sketch) {
  const callFrame = (functionName: string, url: string) => ({
    functionName,
    scriptId: '1',
    url,
    lineNumber: 1,
    columnNumber: 1,
  });
  const text = JSON.stringify({
    nodes: [
      { id: 1, callFrame: callFrame('(root)', ''), children: frames.map((_, index) => index + 2) },
      ...frames.map(([name, url], index) => ({ id: index + 2, callFrame: callFrame(name, url) })),
    ],
    startTime: 0,
    endTime: samples.length * deltaUs,
    samples: samples.map((index) => index + 2),
    timeDeltas: samples.map(() => deltaUs),
  });
  const read = parseCpuProfile(text, {
    pid: 1,
    tid: 1,
    threadName: 'main',
    processName: 'node',
    ownFolders: ['/p'],
  });
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

const work: [string, string] = ['work', 'file:///p/a.js'];
const rest: [string, string] = ['rest', 'file:///p/a.js'];

it('doubts a file without samples', () => {
  const doubt = checkProfile(readProfile({ frames: [work], samples: [], deltaUs: 1000 }));
  expect(doubt?.text).toContain('holds no sample');
});

it('doubts stacks that were not resolved', () => {
  const samples = new Array<number>(500).fill(0);
  const doubt = checkProfile(readProfile({ frames: [['main', '']], samples, deltaUs: 1000 }));
  expect(doubt?.text).toContain('500 samples are in one function of no known file, main');
});

it('doubts three samples of ten seconds', () => {
  const doubt = checkProfile(
    readProfile({ frames: [work, rest], samples: [0, 1, 0], deltaUs: 3_333_333 }),
  );
  expect(doubt?.text).toContain('duration and rate do not agree');
});

it('believes a program of one function, and a short one', () => {
  const samples = new Array<number>(500).fill(0);
  expect(checkProfile(readProfile({ frames: [work], samples, deltaUs: 1000 }))).toBeNull();
  expect(
    checkProfile(readProfile({ frames: [work, rest], samples: [0, 1], deltaUs: 1000 })),
  ).toBeNull();
});
