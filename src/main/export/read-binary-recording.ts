/** Recordings that only their own tool can read: perf.data needs the binaries beside it, a .jfr the JDK's metadata. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import { ByteSink } from './decompress-file';

/** A kind of recording, and the command that prints it; the file's path is appended. */
interface Recording {
  name: string;
  magic: string;
  command: readonly [string, ...string[]];
  remedy: string;
}

const RECORDINGS: readonly Recording[] = [
  {
    name: 'perf.data',
    magic: 'PERFILE2',
    // Inlined functions would call addr2line for each address: minutes.
    command: [
      'perf',
      'script',
      '--no-inline',
      '-F',
      'comm,pid,tid,time,period,event,ip,sym,dso',
      '-i',
    ],
    remedy: 'Install perf, or run `perf script --no-inline > FILE` where the recording was made.',
  },
  {
    name: 'JFR recording',
    magic: 'FLR\0',
    command: [
      'jfr',
      'print',
      '--json',
      '--stack-depth',
      '64',
      '--events',
      'jdk.ExecutionSample,jdk.NativeMethodSample,jdk.ObjectAllocationSample,jdk.ObjectAllocationInNewTLAB,jdk.ObjectAllocationOutsideTLAB',
    ],
    remedy:
      'Install a JDK, or run `jfr print --json --stack-depth 64 RECORDING > FILE` where there is one.',
  },
];

/** Longest time that a tool may take. */
const TIMEOUT_MS = 300_000;

/** The kind of a binary recording by its first bytes; null for anything else. */
export function recogniseRecording(bytes: Uint8Array): Recording | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return RECORDINGS.find(({ magic }) => head.startsWith(magic)) ?? null;
}

/** What the recording's own tool prints of it. Fails with `instrument-unavailable` where there is no such tool. */
export async function readBinaryRecording(
  path: string,
  bytes: Uint8Array,
  recording: Recording,
  steps: string[],
  limit: number,
  signal?: AbortSignal,
): Promise<Result<Uint8Array, Failure>> {
  const [program, ...args] = recording.command;
  steps.push(`${program} ${args[0] ?? ''}`);
  // A compressed recording has no file that the tool could read.
  const folder = steps.length > 1 ? await mkdtemp(join(tmpdir(), 'touchstone-import-')) : null;
  const file = folder === null ? resolve(path) : join(folder, 'recording');
  try {
    if (folder !== null) await writeFile(file, bytes);
    return await run(program, [...args, file], recording, limit, signal);
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

function run(
  program: string,
  args: readonly string[],
  { name, remedy }: Recording,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Result<Uint8Array, Failure>> {
  // With it, perf asks servers for symbols: minutes, and names of the target's libraries leave the machine.
  const env = { ...process.env };
  delete env['DEBUGINFOD_URLS'];
  return new Promise((settle) => {
    const sink = new ByteSink(limit);
    let errors = '';
    let tooLong = false;
    const child = spawn(program, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    child.stdout.on('data', (chunk: Uint8Array) => {
      if (tooLong || sink.add(chunk)) return;
      tooLong = true;
      child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Uint8Array) => {
      if (errors.length < 4000) errors += Buffer.from(chunk).toString();
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      settle(
        fail({
          kind: missing ? 'instrument-unavailable' : 'file-invalid',
          message: missing
            ? `A ${name} can be read only by ${program}, which is not installed.`
            : `${program} could not be run: ${error.message}.`,
          remedy,
        }),
      );
    });
    child.on('close', (code) => {
      if (!tooLong && code === 0 && sink.length > 0) settle(succeed(sink.join()));
      else {
        settle(
          fail({
            kind: 'file-invalid',
            message: tooLong
              ? `What ${program} prints of this ${name} has more than ${limit} bytes.`
              : `${program} could not read this ${name} (exit code ${String(code)}).`,
            remedy,
            ...(errors === '' ? {} : { detail: errors.trim().slice(-2000) }),
          }),
        );
      }
    });
  });
}
