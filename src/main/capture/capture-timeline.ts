import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { appendFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CaptureFile } from '../../core/model/recording';
import { launchTarget, type LaunchOptions } from '../launch/launch-target';
import type { TreeLook } from '../launch/tree-sampler';
import { MarkPipe } from './mark-pipe';
import type { Mechanism, MechanismContext, MechanismOutcome } from './mechanism';
import { runNodeAgent, type NodeInstrument } from './run-node-agent';

/** 20 looks a second cost 0.3 % of a core, outside the target. */
const LOOK_EVERY_MS = 50;

const NODE: NodeInstrument = {
  instrument: 'timeline',
  format: 'timeline',
  extension: 'timeline.jsonl',
  name: 'looks at /proc; heap, collections and event loop from inside Node',
  describe: () =>
    `looks at /proc every ${LOOK_EVERY_MS} ms; heap, event loop, collections and marks from inside Node every 100 ms`,
  settings: { moments: true },
};

/** What the tree uses over time; of Node targets also heap, garbage collections, event-loop delay and marks. */
export const captureTimeline: Mechanism = {
  instrument: 'timeline',
  targets: ['node', 'python', 'native'],
  name: 'looks at /proc',
  async capture(context, signal) {
    const name = `${context.prefix}-tree.timeline.jsonl`;
    const path = join(context.directory, name);
    const stream = createWriteStream(path);
    const command = context.plan.command.map((part) => basename(part)).join(' ');
    const header = { pid: 0, tid: 0, thread: 'tree', process: command, node: null, samples: null };
    stream.write(`${JSON.stringify({ touchstone: header })}\n`);
    let looks = 0;
    const marks: string[] = [];
    await using pipe = await MarkPipe.open((mark, t) =>
      marks.push(JSON.stringify({ t, mark, ms: 0 })),
    );
    const launch: LaunchOptions = {
      ...(pipe === null ? {} : { extraEnvironment: { TOUCHSTONE_MARKS: pipe.path } }),
      lookEveryMs: LOOK_EVERY_MS,
      onLook: (look) => {
        looks += 1;
        stream.write(`${formatLook(look)}\n`);
      },
    };
    let outcome: MechanismOutcome;
    try {
      outcome =
        context.target === 'node'
          ? await runNodeAgent(NODE, context, signal, launch)
          : await runBare(context, signal, launch);
    } finally {
      stream.end();
      await once(stream, 'close');
    }
    const own: CaptureFile = {
      file: name,
      format: 'timeline',
      bytes: (await stat(path)).size,
      pid: 0,
      label: 'tree',
      process: command,
    };
    const nodes = outcome.files.filter((file) => file.file !== name);
    if (marks.length > 0) await keepMarks(context, marks, nodes);
    return {
      ...outcome,
      files: looks === 0 ? nodes : [own, ...nodes],
      samples: looks,
      failure:
        looks === 0 && nodes.length === 0
          ? {
              kind: 'instrument-unavailable',
              message:
                'Nothing could be seen of the target: this system has no /proc, or it ended at once.',
              remedy: 'Make the timeline on Linux, or choose a larger size.',
            }
          : null,
    };
  },
};

/** Adds marks that came by the pipe to those of the first Node process, or keeps them in a file of their own. */
async function keepMarks(
  { directory, prefix, plan }: MechanismContext,
  marks: readonly string[],
  nodes: CaptureFile[],
): Promise<void> {
  const text = `${marks.join('\n')}\n`;
  const first = nodes[0];
  if (first !== undefined) {
    await appendFile(join(directory, first.file), text);
    first.bytes += Buffer.byteLength(text);
    return;
  }
  const file = `${prefix}-marks.timeline.jsonl`;
  const process = basename(plan.command[0] ?? '');
  const header = { pid: 0, tid: 0, thread: 'main', process, node: null, samples: null };
  const whole = `${JSON.stringify({ touchstone: header })}\n${text}`;
  await writeFile(join(directory, file), whole);
  const bytes = Buffer.byteLength(whole);
  nodes.push({ file, format: 'timeline', bytes, pid: 0, label: 'main', process });
}

/** One line: moment, sums since the start, and the state. */
function formatLook(look: TreeLook): string {
  return JSON.stringify({
    t: Math.round(look.timeMs * 1000) / 1000,
    cpu: look.cpuMs,
    queue: look.runQueueMs,
    rss: look.rssBytes,
    read: look.readBytes,
    written: look.writtenBytes,
    threads: look.threads,
    processes: look.processes,
  });
}

async function runBare(
  { plan }: MechanismContext,
  signal: AbortSignal,
  launch: LaunchOptions,
): Promise<MechanismOutcome> {
  return {
    files: [],
    exit: await launchTarget(plan, signal, launch),
    mechanism: `looks at /proc every ${LOOK_EVERY_MS} ms`,
    toolVersion: null,
    environment: {},
    samples: null,
    lostSamples: null,
    notes: [],
    failure: null,
  };
}
