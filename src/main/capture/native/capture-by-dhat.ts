import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/model/failure';
import { launchTarget } from '../../launch/launch-target';
import type { MechanismContext, MechanismOutcome } from '../mechanism';
import type { RequiredTool } from './require-tool';

/** Allocations by Valgrind's dhat, some 50 times slower: what is left where heaptrack is missing. */
export async function captureByDhat(
  { plan, directory, prefix }: MechanismContext,
  signal: AbortSignal,
  tool: RequiredTool,
): Promise<MechanismOutcome> {
  const name = `${prefix}.dhat.json`;
  const path = join(directory, name);
  const exit = await launchTarget(plan, signal, {
    wrap: (command) => [
      ...[tool.path, '--tool=dhat', '-q', `--dhat-out-file=${path}`, '--num-callers=100'],
      ...[`--log-file=/dev/null`, '--', ...command],
    ],
  });
  const bytes = (await stat(path).catch(() => null))?.size ?? 0;
  const failure: Failure | null =
    bytes > 0
      ? null
      : {
          kind: 'capture-invalid',
          message: 'dhat wrote nothing: the program was ended before it could.',
          remedy: 'Install heaptrack, which costs a tenth; or choose a smaller size.',
        };
  return {
    files: bytes === 0 ? [] : [{ file: name, format: 'dhat', bytes, pid: 0, label: 'main' }],
    exit,
    mechanism: 'valgrind --tool=dhat, every allocation',
    toolVersion: tool.version,
    environment: {},
    samples: null,
    lostSamples: null,
    notes: [
      'heaptrack is not installed; dhat is about 50 times slower than the program alone.',
      'Children of the program are not followed.',
    ],
    failure,
  };
}
