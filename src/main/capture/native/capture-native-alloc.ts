import { spawn } from 'node:child_process';
import { constants, createReadStream } from 'node:fs';
import { appendFile, open, readFile, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { FailureError, type Failure } from '../../../core/model/failure';
import { findProgram } from '../../launch/find-program';
import { launchTarget } from '../../launch/launch-target';
import type { Mechanism, MechanismContext, MechanismOutcome } from '../mechanism';
import { ElfFile } from './elf-file';
import { captureByDhat } from './capture-by-dhat';
import { describeMissingTool, lookUpTool, type RequiredTool } from './require-tool';
import { SymbolBook } from './symbol-book';

/** Every allocation of a native program with its call path: by heaptrack, or by dhat where heaptrack is missing. */
export const captureNativeAlloc: Mechanism = {
  instrument: 'alloc',
  targets: ['native'],
  name: 'heaptrack',
  async capture(context, signal) {
    const { plan } = context;
    const searchPath = plan.environment['PATH'] ?? process.env['PATH'] ?? '';
    const program = await findProgram(plan.command, plan.cwd, searchPath);
    if (!program.ok) throw new FailureError(program.failure);
    const elf = ElfFile.open(program.value);
    if (elf?.isStatic === true) throw new FailureError(describeStatic(plan.command[0] ?? ''));
    const heaptrack = await lookUpTool('heaptrack');
    const parts = heaptrack === null ? null : await findParts(heaptrack.path);
    if (heaptrack !== null && parts !== null) {
      const scratch = await mkdtemp(join(tmpdir(), 'touchstone-heaptrack-'));
      try {
        return await captureByHeaptrack(context, signal, heaptrack, parts, scratch, elf === null);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    }
    const valgrind = await lookUpTool('valgrind');
    if (valgrind !== null) return captureByDhat(context, signal, valgrind);
    throw new FailureError(
      describeMissingTool('heaptrack', 'allocations of a native program cannot be seen'),
    );
  },
};

/** heaptrack's library and interpreter; its script is passed by since it writes to the target's output. */
interface HeaptrackParts {
  library: string;
  interpreter: string;
}

async function findParts(script: string): Promise<HeaptrackParts | null> {
  const real = await realpath(script);
  const text = await readFile(real, 'utf8').catch(() => '');
  const folder = (name: string, otherwise: string): string =>
    join(dirname(real), new RegExp(`^${name}="([^"]*)"`, 'm').exec(text)?.[1] ?? otherwise);
  const parts = {
    library: join(folder('LIB_REL_PATH', '../lib/heaptrack'), 'libheaptrack_preload.so'),
    interpreter: join(
      folder('LIBEXEC_REL_PATH', '../lib/heaptrack/libexec'),
      'heaptrack_interpret',
    ),
  };
  const there = await Promise.all([stat(parts.library), stat(parts.interpreter)]).catch(() => null);
  return there === null ? null : parts;
}

async function captureByHeaptrack(
  { plan, directory, prefix }: MechanismContext,
  signal: AbortSignal,
  tool: RequiredTool,
  parts: HeaptrackParts,
  scratch: string,
  isScript: boolean,
): Promise<MechanismOutcome> {
  const pipe = join(scratch, 'events');
  await execa('mkfifo', [pipe]);
  const name = `${prefix}.heaptrack`;
  const path = join(directory, name);
  const reading = interpretEvents(pipe, parts.interpreter, path);
  const preload = plan.environment['LD_PRELOAD'] ?? process.env['LD_PRELOAD'];
  const exit = await launchTarget(plan, signal, {
    // Set by `env`, so that nothing but the target itself is traced.
    wrap: (command) => [
      'env',
      `LD_PRELOAD=${parts.library}${preload === undefined || preload === '' ? '' : `:${preload}`}`,
      `DUMP_HEAPTRACK_OUTPUT=${pipe}`,
      ...command,
    ],
  });
  await releaseReader(pipe);
  const { modules, said } = await reading;
  const notes = await appendSymbols(path, modules);
  notes.push('Children of the program are not followed.');
  if (isScript) notes.push('The program is a script: what is seen is its interpreter.');
  const bytes = (await stat(path).catch(() => null))?.size ?? 0;
  const failure: Failure | null =
    modules.length > 0
      ? null
      : {
          kind: 'capture-invalid',
          message: 'heaptrack saw nothing: the program did not load its library.',
          remedy:
            'Programs that are setuid or linked statically cannot be seen; use a plain dynamic build.',
          ...(said === '' ? {} : { detail: said }),
        };
  return {
    files: bytes === 0 ? [] : [{ file: name, format: 'heaptrack', bytes, pid: 0, label: 'main' }],
    exit,
    mechanism: 'heaptrack, every allocation',
    toolVersion: tool.version,
    environment: {},
    samples: null,
    lostSamples: null,
    notes,
    failure,
  };
}

/** Where a module was loaded. */
interface LoadedModule {
  path: string;
  /** Difference of its addresses in memory to those that the linker gave. */
  base: number;
  end: number;
}

/** Feeds heaptrack's interpreter, which resolves nothing about load addresses in its output: they are kept here. */
async function interpretEvents(
  pipe: string,
  interpreter: string,
  path: string,
): Promise<{ modules: LoadedModule[]; said: string }> {
  const out = await open(path, 'w');
  const child = spawn(interpreter, [], {
    stdio: ['pipe', out.fd, 'pipe'],
    env: { ...process.env, DEBUGINFOD_URLS: '' },
  });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const ended = once(child, 'close');
  const input = child.stdin!;
  // The interpreter may refuse what it reads; its words are then the failure's detail.
  input.on('error', () => undefined);
  const modules: LoadedModule[] = [];
  let program = '';
  let tail = '';
  for await (const chunk of createReadStream(pipe, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    if (!input.write(bytes) && !input.destroyed) await once(input, 'drain').catch(() => undefined);
    // Few lines are of modules; all others are passed over as bytes.
    const lines = tail.startsWith('m') || tail.startsWith('x') ? tail : '';
    if (lines !== '' || modules.length === 0) {
      const text = lines + bytes.toString('latin1');
      const end = text.lastIndexOf('\n');
      for (const line of text.slice(0, end + 1).split('\n')) {
        program = readModule(line, program, modules) ?? program;
      }
      tail = text.slice(end + 1);
      continue;
    }
    let at = 0;
    while ((at = bytes.indexOf('\nm ', at, 'latin1')) >= 0) {
      const end = bytes.indexOf(10, at + 1);
      if (end < 0) break;
      readModule(bytes.toString('latin1', at + 1, end), program, modules);
      at = end;
    }
    tail = bytes.toString('latin1', bytes.lastIndexOf(10) + 1);
  }
  input.end();
  await ended;
  await out.close();
  return { modules, said: said.trim() };
}

/** Reads `m length path base (address size)…`, or `x length path`, whose path is given back. */
function readModule(line: string, program: string, modules: LoadedModule[]): string | null {
  const found = /^([mx]) ([0-9a-f]+) (.*)$/.exec(line);
  if (found === null) return null;
  const size = Number.parseInt(found[2]!, 16);
  const path = Buffer.from(found[3]!, 'latin1').subarray(0, size).toString();
  if (found[1] === 'x') return path;
  const numbers = found[3]!
    .slice(size + 1)
    .split(' ')
    .map((part) => Number.parseInt(part, 16));
  const [base, ...segments] = numbers;
  if (base === undefined || Number.isNaN(base)) return null;
  let end = base;
  for (let at = 0; at + 1 < segments.length; at += 2) {
    end = Math.max(end, base + segments[at]! + segments[at + 1]!);
  }
  modules.push({ path: path === 'x' ? program : path, base, end });
  return null;
}

/** A target that never opened the pipe would leave its reader waiting for ever. */
async function releaseReader(pipe: string): Promise<void> {
  const file = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => null);
  await file?.close();
}

/** Says at the end of the file which functions its instructions are. */
async function appendSymbols(path: string, modules: readonly LoadedModule[]): Promise<string[]> {
  const book = new SymbolBook();
  const strings: string[] = [''];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line.startsWith('s ')) strings.push(line.slice(line.indexOf(' ', 2) + 1));
    if (!line.startsWith('i ')) continue;
    const [text = '', module = '0'] = line.slice(2).split(' ', 2);
    const address = Number.parseInt(text, 16);
    const loaded = modules.findLast((one) => address >= one.base && address < one.end);
    if (loaded === undefined) continue;
    book.seeAddress({
      object: loaded.path,
      label: strings[Number.parseInt(module, 16)] ?? '',
      text,
      place: address - loaded.base,
      linked: true,
      // heaptrack has already gone back from the return address into the call.
      isReturn: false,
      name: null,
    });
  }
  await appendFile(path, `${(await book.renderTable()).join('\n')}\n`);
  return book.notes;
}

function describeStatic(program: string): Failure {
  return {
    kind: 'instrument-unavailable',
    message: `${program} is linked statically, so its allocations cannot be seen from outside.`,
    remedy:
      'Link a dynamic build for this pass (without -static; Rust: not a musl target; Go: use pprof).',
  };
}
