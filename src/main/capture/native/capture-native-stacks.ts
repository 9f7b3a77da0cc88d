import { createReadStream } from 'node:fs';
import { appendFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { FailureError, type Failure } from '../../../core/model/failure';
import { SYNC_CALLS } from '../../../core/model/syscalls';
import { launchTarget, type LaunchedExit } from '../../launch/launch-target';
import type { Mechanism } from '../mechanism';
import { requireTool } from './require-tool';
import { SymbolBook } from './symbol-book';

/** ` > object(symbol+0xoffset) [0xaddress]`, as strace -k writes a frame. */
const FRAME = /^ > (\/.*?)(?:\((.*)\))? \[0x([0-9a-f]+)\]$/;

/** Traced as well: they tell the threads of a process from its children. */
const SPAWN_CALLS = ['clone', 'clone3'];

/** The call path of each sync of a native program: forks, threads and static programs included, for any user. */
export const captureNativeStacks: Mechanism = {
  instrument: 'stacks',
  targets: ['native'],
  name: 'strace -f -k --seccomp-bpf',
  async capture({ plan, directory, prefix }, signal) {
    const tool = await requireTool('strace', 'the callers of syncs cannot be found');
    const name = `${prefix}.sync-stacks.strace`;
    const path = join(directory, name);
    // `?` lets strace pass over names that the machine's architecture does not have.
    const trace = `trace=${[...SYNC_CALLS, ...SPAWN_CALLS].map((call) => `?${call}`).join(',')}`;
    const options = ['-f', '-k', '--seccomp-bpf', '-qq', '-y', '-T', '-ttt', '-s', '0'];
    const exit = await launchTarget(plan, signal, {
      waitsForDaemons: true,
      wrap: (command) => [
        ...[tool.path, ...options, '-e', 'signal=none', '-o', path, '-e', trace, '--'],
        ...command,
      ],
    });
    const refusal = describeRefusal(exit);
    if (refusal !== null) throw new FailureError(refusal);
    const { calls, notes } = await appendSymbols(path, tool.version);
    return {
      files: [
        {
          file: name,
          format: 'strace-stacks',
          bytes: (await stat(path).catch(() => null))?.size ?? 0,
          pid: 0,
          label: 'all processes',
        },
      ],
      exit,
      mechanism: 'strace -f -k --seccomp-bpf, sync calls',
      toolVersion: tool.version,
      environment: {},
      samples: calls,
      lostSamples: null,
      notes,
      failure: null,
    };
  },
};

/** Says at the end of the trace which functions its addresses are. */
async function appendSymbols(
  path: string,
  version: string,
): Promise<{ calls: number; notes: string[] }> {
  const book = new SymbolBook();
  let calls = 0;
  const exists = await stat(path).catch(() => null);
  if (exists === null) return { calls, notes: ['strace wrote nothing.'] };
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (!line.startsWith(' > ')) {
      if (/^\d+ +[\d.]+ (?!clone)[a-z]/.test(line)) calls++;
      continue;
    }
    const frame = FRAME.exec(line);
    if (frame === null) continue;
    const [, object, , text] = frame;
    book.seeAddress({
      object: object!,
      text: text!,
      place: Number.parseInt(text!, 16),
      isReturn: true,
      // strace knows exported names alone and takes the nearest, e.g. pthread_condattr_setpshared for start_thread.
      name: null,
    });
  }
  const lines = [
    `# touchstone ${JSON.stringify({ tool: version })}`,
    ...(await book.renderTable()),
  ];
  await appendFile(path, `${lines.join('\n')}\n`);
  return { calls, notes: book.notes };
}

/** strace that may not trace ends at once with a message of its own; the target never ran. */
function describeRefusal(exit: LaunchedExit): Failure | null {
  const line =
    /^\S*strace: .*(?:ptrace|seccomp|not permitted|invalid option|unrecognized option|not supported|compiled without).*$/im.exec(
      exit.stderr.text,
    );
  if (exit.code !== 1 || line === null) return null;
  return {
    kind: 'instrument-unavailable',
    message: `strace may not trace here: ${line[0]}`,
    remedy:
      'In a container add --cap-add=SYS_PTRACE; do not run under a debugger; use strace 5.3 or newer with stack support.',
  };
}
