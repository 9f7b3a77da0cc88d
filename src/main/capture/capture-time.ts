import { launchTarget } from '../launch/launch-target';
import type { Mechanism } from './mechanism';
import { pinningPrefix } from './pin-core';

/** Nothing attached: the clock, the kernel's sums and looks at /proc from outside. */
export const captureTime: Mechanism = {
  instrument: 'time',
  targets: ['node', 'python', 'native'],
  name: 'clock and kernel counters',
  async capture({ plan }, signal) {
    const { pinCore } = plan;
    const prefix = pinCore === undefined ? [] : await pinningPrefix(pinCore);
    const exit = await launchTarget(plan, signal, { prefix });
    const pinned = prefix.length === 0 ? '' : `; on processor ${pinCore} alone`;
    return {
      files: [],
      exit,
      mechanism:
        exit.cpuMs === null
          ? 'clock; no CPU time, which needs Linux with bash 5 or newer'
          : `clock; CPU time of the tree by the kernel, to 1 ms; resident size every 25 ms${pinned}`,
      toolVersion: null,
      environment: {},
      samples: null,
      lostSamples: null,
      notes: [],
      failure: null,
    };
  },
};
