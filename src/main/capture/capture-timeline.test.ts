import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TargetKind } from '../../core/model/instrument';
import type { Timeline } from '../../core/model/timeline';
import { joinTimeline, parseTimelinePart } from '../../core/parse/parse-timeline';
import { capturePass, type PassOutcome } from './capture-pass';
import type { PassOptions } from './mechanism';
import { SnapshotRequests } from './snapshot-requests';

let folder: string;
let passes = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone timeline-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(
  instrument: 'timeline' | 'heap',
  target: TargetKind,
  command: string[],
  options: PassOptions = {},
  timeoutMs = 30_000,
): Promise<PassOutcome> {
  passes += 1;
  const plan = {
    command,
    cwd: folder,
    environment: {},
    stdin: null,
    timeoutMs,
    outputLimitBytes: 10_000,
  };
  const prefix = `${instrument}-${passes}`;
  return capturePass(
    { instrument, target, plan, directory: folder, prefix, options },
    new AbortController().signal,
  );
}

function parse(outcome: PassOutcome): Timeline {
  const parts = outcome.files.map((file) => {
    const parsed = parseTimelinePart(readFileSync(join(folder, file.file), 'utf8'), {
      pid: file.pid,
      processName: file.process ?? '',
    });
    if (!parsed.ok) throw new Error(parsed.failure.message);
    return parsed.value;
  });
  return joinTimeline(parts)!;
}

/** 1.5 s of work, 0.8 s of waiting, then 100 MB are written and kept: long beside the 100 ms between looks, which a busy machine delays. */
const PHASES = `const { writeFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
performance.mark('work');
let garbage = [];
for (const end = Date.now() + 1500; Date.now() < end; ) { garbage.push({ end }); if (garbage.length > 5000) garbage = []; }
performance.mark('idle');
setTimeout(() => {
  performance.mark('write');
  const kept = Buffer.alloc(100e6, 1);
  for (let i = 0; i < 10; i += 1) writeFileSync('written.dat', kept.subarray(0, 1e7));
  setTimeout(() => kept.length, 200);
}, 800);`;

describe.runIf(process.platform === 'linux')('marks by the pipe', () => {
  const SCRIPT =
    'echo "phase 1" > "$TOUCHSTONE_MARKS"; sleep 0.6; echo "phase 2" > "$TOUCHSTONE_MARKS"';

  it('come from a program of any language', async () => {
    const outcome = await run('timeline', 'native', ['sh', '-c', SCRIPT]);
    expect(outcome.failure).toBeNull();
    const { markers } = parse(outcome).nodes[0]!;
    expect(markers.map(({ name }) => name)).toEqual(['phase 1', 'phase 2']);
    // A mark gets its time when it is read, which a busy machine delays by some of the 600 ms.
    expect(markers[1]!.time - markers[0]!.time).toBeGreaterThan(200);
  });

  it('stand beside the marks of Node', async () => {
    const text = `performance.mark('own'); require('node:child_process').execFileSync('sh', ['-c', ${JSON.stringify(SCRIPT)}])`;
    const outcome = await run('timeline', 'node', [process.execPath, '-e', text]);
    const { nodes } = parse(outcome);
    expect(nodes).toHaveLength(1);
    const names = nodes[0]!.markers.map(({ name }) => name);
    expect(names.sort()).toEqual(['own', 'phase 1', 'phase 2']);
  });
});

describe.runIf(process.platform === 'linux')('timeline', () => {
  it('shows work, waiting, memory and writing at their times, with marks and collections', async () => {
    const outcome = await run('timeline', 'node', [process.execPath, '-e', PHASES]);
    expect(outcome.failure).toBeNull();
    const { tree, nodes, durationMs, peakRssBytes } = parse(outcome);
    expect(nodes).toHaveLength(1);
    const node = nodes[0]!;
    expect(node.markers.map(({ name }) => name)).toEqual(['work', 'idle', 'write']);
    const [work, idle, write] = node.markers.map(({ time }) => time) as [number, number, number];
    const between = (column: Float64Array, from: number, to: number): number[] =>
      [...column].filter((_, at) => tree.time[at]! >= from && tree.time[at]! <= to);
    const mean = (values: number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const used = (from: number, to: number): number => mean(between(tree.cpuPercent, from, to));
    // On a busy machine the work gets less than a core; waiting gets nothing anywhere.
    expect(used(work + 50, idle)).toBeGreaterThan(2 * used(idle + 60, write - 10));
    expect(Math.max(...tree.rssBytes)).toBeGreaterThan(
      Math.max(...between(tree.rssBytes, 0, write - 60)) + 80e6,
    );
    expect(peakRssBytes).toBe(Math.max(...tree.rssBytes));
    expect(mean(between(tree.writtenBytes, 0, write - 60)) < 1e5).toBe(true);
    expect(tree.writtenBytes.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(9e7);
    // 20 looks a second, fewer on a busy machine.
    expect(tree.length / (durationMs / 1000)).toBeGreaterThan(5);
    expect(node.collections.some(({ kind }) => kind === 'minor')).toBe(true);
    expect(Math.max(...node.heapUsedBytes)).toBeGreaterThan(2e6);
    expect(Math.max(...node.externalBytes)).toBeGreaterThan(100e6);
    // Looks came also while the loop was blocked, and saw how long that was.
    expect([...node.time].filter((time) => time > work && time < idle).length).toBeGreaterThan(1);
    expect(Math.max(...node.loopDelayMs)).toBeGreaterThan(300);
    expect(Math.max(...tree.threads)).toBeGreaterThan(4);
  });

  it('works for any program, and counts its processes', async () => {
    const outcome = await run('timeline', 'native', ['sh', '-c', 'sleep 0.8 & sleep 0.8 & wait']);
    const { tree, nodes } = parse(outcome);
    expect(outcome.failure).toBeNull();
    expect(nodes).toEqual([]);
    expect(Math.max(...tree.processes)).toBe(3);
  });

  it('keeps what was seen of a process that is killed from outside', async () => {
    const text = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), 900)`;
    const outcome = await run('timeline', 'node', [process.execPath, '-e', text]);
    expect(outcome.exit?.signal).toBe('SIGKILL');
    const { tree, nodes } = parse(outcome);
    expect(tree.length).toBeGreaterThan(4);
    expect(nodes[0]?.length).toBeGreaterThan(2);
  });
});

describe('heap', () => {
  const KEEP = `class Kept { constructor(i) { this.i = i; } }
    globalThis.all = Array.from({ length: 5000 }, (_, i) => new Kept(i));`;

  function countKept(file: string): number {
    const { snapshot, nodes, strings } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      snapshot: { meta: { node_fields: string[] } };
      nodes: number[];
      strings: string[];
    };
    const width = snapshot.meta.node_fields.length;
    const name = snapshot.meta.node_fields.indexOf('name');
    const wanted = strings.indexOf('Kept');
    let count = 0;
    for (let at = 0; at < nodes.length; at += width) if (nodes[at + name] === wanted) count += 1;
    return count;
  }

  it('writes what is alive at the end', async () => {
    const outcome = await run('heap', 'node', [process.execPath, '-e', KEEP]);
    expect(outcome.failure).toBeNull();
    expect(outcome.files).toMatchObject([{ format: 'heapsnapshot', label: 'main, at the end' }]);
    expect(countKept(outcome.files[0]!.file)).toBeGreaterThanOrEqual(5000);
    expect(outcome.ledger.notes.join()).toContain('stopped it while');
  });

  it('writes one once the heap has grown to a size', async () => {
    const text = `${KEEP} const more = []; const grow = () => { for (let i = 0; i < 2e5; i += 1) more.push({ i });
      if (more.length < 8e5) setTimeout(grow, 150); else { globalThis.all = null; more.length = 0; } }; grow();`;
    const outcome = await run('heap', 'node', [process.execPath, '-e', text], {
      heapAt: [{ kind: 'size', bytes: 15e6 }],
    });
    expect(outcome.files).toHaveLength(1);
    expect(countKept(outcome.files[0]!.file)).toBeGreaterThanOrEqual(5000);
  });

  it('writes several, each named after its moment, in their order', async () => {
    const text = `const more = []; const grow = () => { for (let i = 0; i < 2e5; i += 1) more.push({ i });
      if (more.length < 8e5) setTimeout(grow, 150); else more.length = 0; }; grow();`;
    const outcome = await run('heap', 'node', [process.execPath, '-e', text], {
      heapAt: [{ kind: 'start' }, { kind: 'size', bytes: 15e6 }, { kind: 'end' }],
    });
    expect(outcome.failure).toBeNull();
    expect(outcome.files.map(({ label }) => label)).toEqual([
      'main, at the start',
      'main, above 15 MB',
      'main, at the end',
    ]);
    const [before, grown] = outcome.files;
    expect(grown!.bytes).toBeGreaterThan(2 * before!.bytes);
    expect(outcome.ledger.mechanism).toContain(
      'at the start, once the heap holds 15 MB, at the end',
    );
  });

  it('writes one at each SIGUSR2', async () => {
    // The second signal is sent when the first snapshot is there, and the end waits for the second.
    const text = `${KEEP} const taken = () => require('node:fs').readdirSync('.').filter((file) => file.startsWith('heap-${passes + 1}-') && file.endsWith('.heapsnapshot')).length;
      let sent = 0;
      const timer = setInterval(() => {
        if (taken() === 2) clearInterval(timer);
        else if (taken() === sent) { sent += 1; process.kill(process.pid, 'SIGUSR2'); }
      }, 20);`;
    const outcome = await run('heap', 'node', [process.execPath, '-e', text], {
      heapAt: [{ kind: 'signal' }],
    });
    expect(outcome.exit?.code).toBe(0);
    expect(outcome.files).toHaveLength(2);
  });

  it('writes one when somebody asks while it runs', async () => {
    const snapshots = new SnapshotRequests();
    expect(snapshots.take()).toBeNull();
    const text = `${KEEP} const timer = setInterval(() => {
        const files = require('node:fs').readdirSync('.');
        if (files.some((file) => file.startsWith('heap-${passes + 1}-') && file.endsWith('.heapsnapshot'))) clearInterval(timer);
      }, 20);`;
    let asked = 0;
    const asking = setInterval(() => {
      if (asked === 0) asked = snapshots.take() ?? 0;
    }, 20);
    const outcome = await run('heap', 'node', [process.execPath, '-e', text], {
      heapAt: [{ kind: 'signal' }],
      snapshots,
    });
    clearInterval(asking);
    expect(asked).toBe(1);
    expect(outcome.exit?.code).toBe(0);
    expect(outcome.files.map(({ label }) => label)).toEqual(['main, at SIGUSR2']);
    // Nobody is left to ask.
    expect(snapshots.take()).toBeNull();
  });

  it('takes none of a heap that would cost too much, and says what it would cost', async () => {
    const outcome = await run('heap', 'node', [process.execPath, '-e', KEEP], {
      heapLimitBytes: 1e6,
    });
    expect(outcome.files).toEqual([]);
    expect(outcome.failure?.message).toMatch(/more than the 1\.0 MB .* s, with .* MB of memory/);
    expect(outcome.exit?.code).toBe(0);
  });

  it('does not exist for other programs', async () => {
    const outcome = await run('heap', 'native', ['true']);
    expect(outcome.exit).toBeNull();
    expect(outcome.failure).toMatchObject({ kind: 'instrument-unavailable' });
  });
});
