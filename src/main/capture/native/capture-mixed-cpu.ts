import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchPlan } from '../../../core/model/launch';
import type { Mechanism } from '../mechanism';
import { sampleByPerf } from './sample-by-perf';

/**
 * Node writes the places of its compiled functions to /tmp/perf-PID.map, and gives each interpreted function a frame of
 * its own, so that perf can name both.
 */
const NODE_FLAGS = '--perf-basic-prof --interpreted-frames-native-stack';

/** Where perf looks for these files; it cannot be told another place. */
const MAP_FILE = /\((\/tmp\/perf-\d+\.map)\)$/gm;

/** On request: samples of a Node target with JavaScript and native functions in one stack. */
export const captureMixedCpu: Mechanism = {
  instrument: 'cpu',
  targets: ['node'],
  name: 'perf record with JavaScript names',
  async capture(context, signal) {
    const { plan, directory } = context;
    const started = Date.now();
    const outcome = await sampleByPerf(context, signal, {
      walk: 'frame-pointers',
      reason: 'Node and its compiled JavaScript keep frame pointers',
      environment: nodeSamplingEnvironment(plan),
    });
    for (const { file } of outcome.files) {
      await removeNodeMaps(join(directory, file), started);
    }
    // What is missing of Node's own build is nothing that the user could mend.
    const notes = outcome.notes.filter((note) => !/\/node has no debug information/.test(note));
    return { ...outcome, notes };
  },
};

/** What makes Node name its functions for perf, beside the options that the target has anyway. */
export function nodeSamplingEnvironment(plan: LaunchPlan): Record<string, string> {
  const inherited = plan.environment['NODE_OPTIONS'] ?? process.env['NODE_OPTIONS'] ?? '';
  return { NODE_OPTIONS: `${inherited} ${NODE_FLAGS}`.trim() };
}

/** Removes the files of names that this run's processes left in /tmp; `started` is on the clock of Date.now(). */
export async function removeNodeMaps(script: string, started: number): Promise<void> {
  const text = await readFile(script, 'latin1').catch(() => '');
  for (const path of new Set([...text.matchAll(MAP_FILE)].map((match) => match[1]!))) {
    const file = await stat(path).catch(() => null);
    if (file !== null && file.mtimeMs >= started) await rm(path, { force: true });
  }
}
