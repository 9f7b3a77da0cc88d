/** For tests: passes of real Node programs in a folder of their own, and what their captures say. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../../core/model/failure';
import type { Instrument } from '../../../core/model/instrument';
import { NO_STACK, type Profile } from '../../../core/model/profile';
import type { Result } from '../../../core/model/result';
import { capturePass, type PassOutcome } from '../capture-pass';
import type { PassOptions } from '../mechanism';

const PROGRAMS = join(import.meta.dirname, '../../../../fixtures/programs/node');

/** What every parser is told of a capture. */
interface CaptureContext {
  pid: number;
  tid: number;
  threadName: string;
  processName: string;
  ownFolders: readonly string[];
}

export interface NodeFolder {
  path: string;
  captures: string;
  run(
    instrument: Instrument,
    command: readonly string[],
    options?: PassOptions & { timeoutMs?: number; environment?: Record<string, string> },
  ): Promise<PassOutcome>;
  parse<Value>(
    outcome: PassOutcome,
    parse: (text: string, context: CaptureContext) => Result<Value, Failure>,
  ): Value[];
  remove(): void;
}

/** A folder with the programs of fixtures/programs/node; its name holds a space, as folders of people do. */
export function makeNodeFolder(): NodeFolder {
  const path = mkdtempSync(join(tmpdir(), 'touchstone node-'));
  for (const name of readdirSync(PROGRAMS)) copyFileSync(join(PROGRAMS, name), join(path, name));
  const captures = join(path, 'captures');
  let passes = 0;
  return {
    path,
    captures,
    run: async (instrument, command, { timeoutMs = 60_000, environment = {}, ...options } = {}) => {
      passes += 1;
      const plan = {
        command,
        cwd: path,
        environment,
        stdin: null,
        timeoutMs,
        outputLimitBytes: 10_000,
      };
      const prefix = `${instrument}-${passes}`;
      return capturePass(
        { instrument, target: 'node', plan, directory: captures, prefix, options },
        new AbortController().signal,
      );
    },
    parse: (outcome, parse) =>
      outcome.files.map((file) => {
        const parsed = parse(readFileSync(join(captures, file.file), 'utf8'), {
          pid: file.pid,
          tid: file.tid ?? 0,
          threadName: file.label,
          processName: file.process ?? '',
          ownFolders: [path],
        });
        if (!parsed.ok) throw new Error(parsed.failure.message);
        return parsed.value;
      }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Sum of a value over the samples whose stack holds a function. */
export function totalOf(profile: Profile, name: string, column = 0): number {
  let sum = 0;
  for (const { samples } of profile.threads) {
    for (let row = 0; row < samples.length; row += 1) {
      for (let at = samples.stack[row]!; at !== NO_STACK; at = profile.stacks.parent[at]!) {
        if (profile.frames.name[profile.stacks.frame[at]!] !== name) continue;
        sum += samples.values[column]![row]!;
        break;
      }
    }
  }
  return sum;
}
