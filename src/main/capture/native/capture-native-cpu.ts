import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError, type Failure } from '../../../core/model/failure';
import { findProgram } from '../../launch/find-program';
import { launchTarget } from '../../launch/launch-target';
import type { Mechanism, MechanismContext, MechanismOutcome } from '../mechanism';
import { probePerf } from './probe-perf';
import { chooseStackWalk } from './choose-stack-walk';
import { requireTool } from './require-tool';
import { SymbolBook } from './symbol-book';

/** Bytes of stack copied at each sample. 8 KiB hold some 100 frames and cost 1.1 to 1.2x at 1 ms. */
const STACK_BYTES = 8192;

/** The shell notes its process id, which perf takes over: it has to be told to finish when a target is ended early. */
const NOTE_PID = 'echo $$ >"$0"; exec "$@"';

/** How long perf may take to write its file when told to finish. */
const FINISH_MS = 5000;

/** Samples of a native program's stacks by `perf record`, with inlined functions, files and lines resolved. */
export const captureNativeCpu: Mechanism = {
  instrument: 'cpu',
  targets: ['native'],
  name: 'perf record',
  async capture(context, signal) {
    const perf = await requireTool('perf', 'a native program cannot be sampled');
    const scratch = await mkdtemp(join(tmpdir(), 'touchstone-perf-'));
    try {
      return await capture(context, signal, perf, scratch);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

async function capture(
  { plan, directory, prefix, options }: MechanismContext,
  signal: AbortSignal,
  perf: { path: string; version: string },
  scratch: string,
): Promise<MechanismOutcome> {
  const ability = await probePerf(perf.path);
  const searchPath = plan.environment['PATH'] ?? process.env['PATH'] ?? '';
  const program = await findProgram(plan.command, plan.cwd, searchPath);
  if (!program.ok) throw new FailureError(program.failure);
  const { walk, reason } = chooseStackWalk(program.value);
  // One less than a round number, so as not to run in step with timers of the target.
  const hz = Math.min(
    ability.maxHz,
    Math.max(1, Math.round(1000 / (options.cpuIntervalMs ?? 1)) - 1),
  );
  const graph = walk === 'dwarf' ? `dwarf,${STACK_BYTES}` : 'fp';
  const pidFile = join(scratch, 'pid');
  const data = join(scratch, 'perf.data');
  // Without -B and -N perf copies every program it sees into ~/.debug: 142 MB after some runs.
  const record = [
    ...['--buildid-dir', join(scratch, 'buildid'), 'record', '-q', '-e', ability.event],
    ...['-F', String(hz), '--call-graph', graph, '--no-bpf-event', '-B', '-N'],
    ...['-m', String(ability.pages), '-o', data, '--'],
  ];
  const exit = await launchTarget(plan, signal, {
    wrap: (command) => ['sh', '-c', NOTE_PID, pidFile, perf.path, ...record, ...command],
    beforeEnd: () => finishPerf(pidFile),
  });
  const name = `${prefix}.perf.txt`;
  const path = join(directory, name);
  const script = [
    ...['--buildid-dir', join(scratch, 'buildid'), 'script', '--no-inline', '--show-lost-events'],
    ...['-F', 'comm,pid,tid,time,event,period,ip,sym,symoff,dso', '-i', data],
  ];
  const head = { tool: perf.version, hz, walk, kernel: ability.kernel };
  const written = await writeScript(perf.path, script, path, head);
  const notes = [...written.notes];
  const sampledMs = (written.samples * 1000) / hz;
  // A quarter and 100 ms: more than perf's own start and end take.
  if (exit.wallMs - sampledMs > Math.max(100, exit.wallMs / 4)) {
    notes.push(
      `The program ran for ${exit.wallMs.toFixed(0)} ms and was seen computing for ${sampledMs.toFixed(0)} ms; samples do not show what it waited for.`,
    );
  }
  if (!ability.kernel)
    notes.push('Time inside the kernel is not seen: that needs root or perf_event_paranoid 1.');
  if (hz < Math.round(1000 / (options.cpuIntervalMs ?? 1)) - 1) {
    notes.push(`The kernel allows ${hz} samples a second at most (perf_event_max_sample_rate).`);
  }
  return {
    files: [
      {
        file: name,
        format: 'perf-script',
        bytes: (await stat(path).catch(() => null))?.size ?? 0,
        pid: 0,
        label: 'all processes',
      },
    ],
    exit,
    mechanism: `perf record -e ${ability.event} -F ${hz} --call-graph ${graph} (${reason})`,
    toolVersion: perf.version,
    environment: {},
    samples: written.samples,
    lostSamples: written.lost,
    notes,
    failure: written.failure ?? (written.samples === 0 ? describeEmpty() : null),
  };
}

/** Lets perf write its file while the target still lives; perf then ends the target itself. */
async function finishPerf(pidFile: string): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  try {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < FINISH_MS; waited += 50) {
      await sleep(50);
      process.kill(pid, 0);
    }
  } catch {
    // Gone: finished.
  }
}

interface WrittenScript {
  samples: number;
  lost: number;
  notes: string[];
  failure: Failure | null;
}

/** Writes `perf script`'s text as it comes, and what the addresses in it are at its end. */
async function writeScript(
  perf: string,
  script: readonly string[],
  path: string,
  head: object,
): Promise<WrittenScript> {
  const child = spawn(perf, script, {
    // Debug information is never fetched over the network.
    env: { ...process.env, DEBUGINFOD_URLS: '', PERF_PAGER: 'cat' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const out = createWriteStream(path);
  out.write(`# touchstone ${JSON.stringify(head)}\n`);
  const book = new SymbolBook();
  const seen = new Set<string>();
  let samples = 0;
  let lost = 0;
  let depth = 0;
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
    if (!out.write(`${line}\n`)) await once(out, 'drain');
    const first = line.charCodeAt(0);
    if (first === 9) {
      const key = `${depth === 0 ? '0' : '1'}${line}`;
      if (!seen.has(key)) {
        seen.add(key);
        noteFrame(book, line, depth > 0);
      }
      depth++;
      // A frame on the heading's own line, as without a call graph, has no indented lines.
    } else if (line.includes('PERF_RECORD_LOST')) {
      lost += Number(/PERF_RECORD_LOST\D*(\d+)\s*$/.exec(line)?.[1] ?? 0);
    } else if (line !== '') {
      samples++;
      depth = 0;
    }
  }
  const [code] = await ended;
  for (const line of await book.renderTable()) {
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  const failure: Failure | null =
    code === 0
      ? null
      : {
          kind: 'capture-invalid',
          message: `perf script could not read all of the samples (exit code ${code ?? 'none'}).`,
          remedy: 'Record again; if it stays, choose a smaller size or raise timeoutSeconds.',
          detail: said.trim(),
        };
  return { samples, lost, notes: book.notes, failure };
}

/** `<address> <symbol>+0x<offset> (<object>)`; the address counts from the start of the object's file. */
function noteFrame(book: SymbolBook, line: string, isReturn: boolean): void {
  const open = line.lastIndexOf(' (');
  if (open < 0 || !line.endsWith(')')) return;
  const object = line.slice(open + 2, -1);
  if (!object.startsWith('/')) return;
  const start = line.trimStart();
  const space = start.indexOf(' ');
  const text = start.slice(0, space);
  const symbol = start.slice(space + 1, start.lastIndexOf(' (')).replace(/\+0x[0-9a-f]+$/, '');
  const offset = Number.parseInt(text, 16);
  if (Number.isNaN(offset)) return;
  book.seeAddress({
    object,
    text,
    place: offset,
    isReturn,
    name: symbol === '[unknown]' ? null : symbol,
  });
}

function describeEmpty(): Failure {
  return {
    kind: 'capture-invalid',
    message: 'No sample was taken: the program used too little CPU time.',
    remedy: 'Choose a larger size, so that the program computes for some 100 ms at least.',
  };
}
