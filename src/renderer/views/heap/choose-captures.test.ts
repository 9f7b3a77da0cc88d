import { describe, expect, test } from 'vitest';
import type { HeapCapture } from '../../../core/model/heap';
import { keyOfHeap } from '../../state/heap-store';
import { chooseCaptures, nameCapture } from './choose-captures';

function capture(build: string, label: string, pid = 7): HeapCapture {
  const role = build === 'mine' ? 'candidate' : 'reference';
  const file = `captures/${build}-${pid}-${label.replaceAll(/\W/g, '')}`;
  const place = { kind: 'capture', recording: build, file } as const;
  return { place, role, build, process: 'node app.js', label, pid, bytes: 1 };
}

const start = capture('mine', 'main, at the start');
const end = capture('mine', 'main, at the end');
const theirs = capture('theirs', 'main, at the end');
const NOTHING = { snapshot: null, against: null };

describe('which snapshots are shown', () => {
  test('the last of a recording against the one before of its process', () => {
    const child = capture('mine', 'main, at the end', 8);
    expect(chooseCaptures([start, end], NOTHING)).toEqual({ shown: end, against: start });
    expect(chooseCaptures([start, child, end], NOTHING)).toEqual({ shown: end, against: start });
    expect(chooseCaptures([end], NOTHING)).toEqual({ shown: end, against: null });
    expect(chooseCaptures([], NOTHING)).toEqual({ shown: null, against: null });
  });

  test("the candidate's last against the reference's last", () => {
    expect(chooseCaptures([start, end, theirs], NOTHING)).toEqual({ shown: end, against: theirs });
    expect(chooseCaptures([theirs], NOTHING)).toEqual({ shown: theirs, against: null });
  });

  test('the chosen ones, but never one against itself', () => {
    const chosen = { snapshot: keyOfHeap(start.place), against: keyOfHeap(start.place) };
    expect(chooseCaptures([start, end], chosen)).toEqual({ shown: start, against: end });
    const both = { snapshot: keyOfHeap(start.place), against: keyOfHeap(end.place) };
    expect(chooseCaptures([start, end, theirs], both)).toEqual({ shown: start, against: end });
  });

  test('are named by what tells them apart', () => {
    expect(nameCapture(end, [start, end])).toBe('mine, main, at the end');
    const child = capture('mine', 'main, at the end', 8);
    expect(nameCapture(end, [end, child])).toBe('mine, node app.js 7, main, at the end');
    const opened = capture('mine', 'main', 0);
    expect(nameCapture(opened, [opened, theirs])).toBe('mine');
  });
});
