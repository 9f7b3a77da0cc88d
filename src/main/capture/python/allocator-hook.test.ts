import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findPythons } from './find-pythons';

const AGENTS = resolve(import.meta.dirname, '../../../../resources/agents/python');

/** Samples every 256 bytes in the mean, so that many fall into the pauses themselves. */
const PROGRAM = `
import sys, _tracemalloc
sys.path.insert(0, sys.argv[1])
from touchstone_agent import allocator_hook as hooks
largest = 0
if hooks.unavailable_reason() is None:
    hook = hooks.AllocatorHook()
    hook.install(_tracemalloc, 251)
    hook.set_interval(256)
    for _ in range(300):
        hook.pause()
        for trace in _tracemalloc._get_traces():
            largest = max(largest, trace[1] & ((1 << hooks.OBJECTS_SHIFT) - 1))
        _tracemalloc.clear_traces()
        hook.resume()
        kept = [object() for _ in range(50)]
    hook.pause()
    hook.remove()
    _tracemalloc.stop()
print(largest)
`;

test.each(await findPythons())(
  'Python $version: no sample stands below nothing',
  async ({ path }) => {
    const { stdout } = await promisify(execFile)(path, ['-c', PROGRAM, AGENTS]);
    // One below nothing reads as 2^40.
    expect(Number(stdout)).toBeLessThan(2 ** 30);
  },
);
