import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CaptureFile } from '../../../core/model/recording';

/** What the agents of one pass left behind. */
export interface PythonLogs {
  /** In the order in which the processes started. */
  files: CaptureFile[];
  /** Of the first process, e.g. `3.11.7 cpython`; null where there is none. */
  version: string | null;
  samples: number;
  /** Times that the sampling thread of the longest process woke, each second; null where no log tells. */
  ticksPerSecond: number | null;
  /** Processes in which the instrument could not work; they have no file. */
  unavailable: { pid: number; reason: string }[];
  /** Version of an interpreter before 3.8 that was met; null where none was. */
  tooOld: string | null;
}

const ENDING = '.touchstone-python';
const OLD_ENDING = '.python-too-old';
/** Enough for the facts at the start, and for those at the end, of a log. */
const EDGE_BYTES = 16_384;

/** Lists the logs of a pass with what their first and last lines say; removes those that hold nothing. */
export async function collectPythonLogs(
  directory: string,
  prefix: string,
  format: CaptureFile['format'],
): Promise<PythonLogs> {
  const logs: PythonLogs = {
    files: [],
    version: null,
    samples: 0,
    ticksPerSecond: null,
    unavailable: [],
    tooOld: null,
  };
  const found: { file: CaptureFile; started: number; version: string }[] = [];
  let longest = 0;
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    if (!name.startsWith(`${prefix}-`)) continue;
    if (name.endsWith(OLD_ENDING)) {
      logs.tooOld = (await readFile(path, 'utf8')).trim();
      await rm(path, { force: true });
    }
    if (!name.endsWith(ENDING)) continue;
    const { facts, end } = await readEdges(path);
    const pid = Number(facts.get('pid') ?? 0);
    const reason = facts.get('unavailable');
    if (reason !== undefined || facts.size === 0) {
      if (reason !== undefined) logs.unavailable.push({ pid, reason });
      await rm(path, { force: true });
      continue;
    }
    logs.samples += end?.samples ?? (await countSamples(path));
    const ticks = Number(facts.get('ticks'));
    if (end !== null && end.seconds > longest && ticks > 0) {
      longest = end.seconds;
      logs.ticksPerSecond = ticks / end.seconds;
    }
    found.push({
      file: {
        file: name,
        format,
        bytes: (await stat(path)).size,
        pid,
        label: 'main',
        process: facts.get('process') ?? 'python',
      },
      started: Number(facts.get('started') ?? 0),
      version: facts.get('python') ?? '',
    });
  }
  found.sort((a, b) => a.started - b.started);
  logs.files = found.map(({ file }) => file);
  logs.version = found[0]?.version ?? null;
  return logs;
}

/** Facts of the first and last lines; `end` is null for a process that was killed. */
async function readEdges(
  path: string,
): Promise<{ facts: Map<string, string>; end: { seconds: number; samples: number } | null }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (position: number): Promise<string> => {
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(EDGE_BYTES),
        0,
        EDGE_BYTES,
        position,
      );
      return buffer.toString('utf8', 0, bytesRead);
    };
    const text = (await read(0)) + (size > EDGE_BYTES ? await read(size - EDGE_BYTES) : '');
    const facts = new Map<string, string>();
    let end: { seconds: number; samples: number } | null = null;
    for (const line of text.split('\n')) {
      const fields = line.split('\t');
      if (fields[0] === 'H' && fields.length === 3) facts.set(fields[1]!, fields[2]!);
      if (fields[0] === 'E' && fields.length === 4) {
        end = { seconds: Number(fields[2]) / 1e9, samples: Number(fields[3]) };
      }
    }
    return { facts, end };
  } finally {
    await file.close();
  }
}

async function countSamples(path: string): Promise<number> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line.startsWith('R\t')) count += Number(line.split('\t')[4] ?? 0);
  }
  return count;
}
