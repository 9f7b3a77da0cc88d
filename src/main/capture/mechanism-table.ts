import type { Instrument, TargetKind } from '../../core/model/instrument';
import { captureNodeHeap } from './capture-node-heap';
import { captureTime } from './capture-time';
import { captureTimeline } from './capture-timeline';
import type { Mechanism, PassOptions } from './mechanism';
import {
  captureNodeAlloc,
  captureNodeCalls,
  captureNodeCpu,
  captureNodeStacks,
} from './capture-node';
import {
  capturePythonAlloc,
  capturePythonCalls,
  capturePythonCpu,
  capturePythonStacks,
} from './python/capture-python';
import { captureMixedCpu } from './native/capture-mixed-cpu';
import { captureNativeAlloc } from './native/capture-native-alloc';
import { captureNativeCalls } from './native/capture-native-calls';
import { captureNativeCpu } from './native/capture-native-cpu';
import { captureNativeStacks } from './native/capture-native-stacks';
import { captureWaits } from './native/capture-waits';
import { captureSyscalls } from './capture-syscalls';

/** Every mechanism, in order of preference: the first that fits instrument and target is used. */
export const MECHANISMS: readonly Mechanism[] = [
  captureTime,
  captureNodeCpu,
  captureNodeCalls,
  captureNodeAlloc,
  captureNodeStacks,
  captureNodeHeap,
  capturePythonCpu,
  capturePythonCalls,
  capturePythonAlloc,
  capturePythonStacks,
  captureNativeCpu,
  captureNativeCalls,
  captureNativeAlloc,
  captureNativeStacks,
  captureSyscalls,
  captureWaits,
  captureTimeline,
];

/** The mechanism for one instrument on one kind of target; null where the product has none. */
export function findMechanism(
  instrument: Instrument,
  target: TargetKind,
  options: PassOptions = {},
): Mechanism | null {
  if (options.nativeStacks === true && instrument === 'cpu' && target === 'node') {
    return captureMixedCpu;
  }
  return (
    MECHANISMS.find((one) => one.instrument === instrument && one.targets.includes(target)) ?? null
  );
}
