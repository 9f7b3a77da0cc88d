/** Standard output for results, standard error for everything else. */
import picocolors from 'picocolors';
import { formatCount, formatWait } from '../core/model/format-quantity';
import type { RunProgress } from '../core/model/run-request';

/** Without a terminal, progress is told at most this often. */
const SPARSE_INTERVAL_MS = 10_000;

/** Where a command writes. */
export interface Terminal {
  /** The result; the only thing on standard output. */
  print(text: string): void;
  /** A line for a person, on standard error. */
  tell(line: string): void;
  progress(progress: RunProgress): void;
  /** A line that the next one replaces; without a terminal it is told now and then. */
  status(line: string): void;
  /** Ends the progress line. */
  endProgress(): void;
  /** Colours of standard output. */
  readonly colors: ReturnType<typeof picocolors.createColors>;
  /** Columns of standard output. */
  readonly width: number;
}

/** The process's own streams. A reader of standard output that goes away (`| head`) ends the process quietly. */
export function openTerminal(): Terminal {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
  let shown = false;
  let lastToldAt = Number.NEGATIVE_INFINITY;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001B[2K');
    shown = false;
  };
  const showStatus = (line: string): void => {
    if (stderr.isTTY) {
      clear();
      stderr.write(line.slice(0, stderr.columns - 1));
      shown = true;
    } else if (performance.now() - lastToldAt > SPARSE_INTERVAL_MS) {
      lastToldAt = performance.now();
      stderr.write(`${line}\n`);
    }
  };
  return {
    colors: picocolors.createColors(stdout.isTTY && picocolors.isColorSupported),
    width: stdout.isTTY ? Math.max(stdout.columns, 60) : 100,
    print: (text) => {
      clear();
      stdout.write(text);
    },
    tell: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    progress: (progress) => showStatus(describeProgress(progress)),
    status: showStatus,
    endProgress: clear,
  };
}

function describeProgress(progress: RunProgress): string {
  const { step, steps, phase, instrument, build, workload, n, remainingMs, detail } = progress;
  const what = phase === 'prepare' ? 'data' : (instrument ?? phase);
  const left = remainingMs === null ? '' : `, about ${formatWait(remainingMs)} left`;
  return `[${step}/${steps}] ${what} of ${build}: ${workload}, n = ${formatCount(n)}${left}${detail === undefined ? '' : `. ${detail}`}`;
}
