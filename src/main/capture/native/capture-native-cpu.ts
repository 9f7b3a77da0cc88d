import { FailureError } from '../../../core/model/failure';
import { findProgram } from '../../launch/find-program';
import type { Mechanism } from '../mechanism';
import { chooseStackWalk } from './choose-stack-walk';
import { sampleByPerf } from './sample-by-perf';

/** Samples of a native program's stacks by `perf record`, with inlined functions, files and lines resolved. */
export const captureNativeCpu: Mechanism = {
  instrument: 'cpu',
  targets: ['native'],
  name: 'perf record',
  async capture(context, signal) {
    const { plan } = context;
    const searchPath = plan.environment['PATH'] ?? process.env['PATH'] ?? '';
    const program = await findProgram(plan.command, plan.cwd, searchPath);
    if (!program.ok) throw new FailureError(program.failure);
    return sampleByPerf(context, signal, { ...chooseStackWalk(program.value), environment: {} });
  },
};
