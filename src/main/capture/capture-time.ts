import { launchTarget } from '../launch/launch-target';
import type { Mechanism } from './mechanism';

/** Nothing attached: the clock, the kernel's sums and looks at /proc from outside. */
export const captureTime: Mechanism = {
  instrument: 'time',
  targets: ['node', 'python', 'native'],
  name: 'clock and kernel counters',
  async capture({ plan }, signal) {
    const exit = await launchTarget(plan, signal);
    return {
      files: [],
      exit,
      mechanism:
        exit.cpuMs === null
          ? 'clock; no CPU time, which needs Linux with bash 5 or newer'
          : 'clock; CPU time of the tree by the kernel, to 1 ms; resident size every 25 ms',
      toolVersion: null,
      environment: {},
      samples: null,
      lostSamples: null,
      notes: [],
      failure: null,
    };
  },
};
