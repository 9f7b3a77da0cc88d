/** Texts of the command line → values; a wrong one throws what commander shows with exit code 2. */
import { InvalidArgumentError } from 'commander';
import { SEVERITIES } from '../core/model/finding';
import { parseHeapMoment } from '../core/model/heap-plan';
import { INSTRUMENTS, type Instrument } from '../core/model/instrument';
import { pinCoreSchema, type PinCore } from '../core/model/project';
import { CPU_INTERVAL_MS } from '../core/model/run-request';
import type { FailOn } from './exit-code';
import { isPdf } from './report-command';

/** `--workload a,b --workload c` → a, b, c. */
export function collectNames(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), ...splitList(text)];
}

/** `--sizes 100,1e3` → 100, 1000. */
export function collectSizes(text: string, before: number[] | undefined): number[] {
  const sizes = splitList(text).map((word) => {
    const n = Number(word);
    if (!Number.isFinite(n) || n <= 0) {
      throw new InvalidArgumentError(`${word} is not a number above 0.`);
    }
    return n;
  });
  return [...(before ?? []), ...sizes];
}

/** `--passes cpu,alloc`. */
export function collectPasses(text: string, before: Instrument[] | undefined): Instrument[] {
  const passes = splitList(text).map((word) => {
    const found = INSTRUMENTS.find((each) => each === word);
    if (found === undefined) {
      throw new InvalidArgumentError(`${word} is no pass; there are ${INSTRUMENTS.join(', ')}.`);
    }
    return found;
  });
  return [...(before ?? []), ...passes];
}

/** `--heap-at start,size:200MB`. */
export function collectHeapMoments(text: string, before: string[] | undefined): string[] {
  const moments = splitList(text);
  const wrong = moments.find((word) => parseHeapMoment(word) === null);
  if (wrong !== undefined) {
    throw new InvalidArgumentError(
      `${wrong} is no moment; there are start, end, signal and sizes such as size:200MB.`,
    );
  }
  return [...(before ?? []), ...moments];
}

/** `--runs 10`. */
export function parseRuns(text: string): number {
  const runs = Number(text);
  if (!Number.isInteger(runs) || runs < 1 || runs > 1000) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
  }
  return runs;
}

/** `--report FILE`: HTML under the name of a PDF would open nowhere, and is refused before anything runs. */
export function parseReportFile(path: string): string {
  if (!isPdf(path)) return path;
  throw new InvalidArgumentError(
    'The command line cannot print a PDF: export it in the window (Report, PDF), or write HTML and print it from a browser.',
  );
}

/** `--cpu-interval 0.5`, in milliseconds. */
export function parseInterval(text: string): number {
  const interval = Number(text);
  const { least, most } = CPU_INTERVAL_MS;
  if (!(interval >= least && interval <= most)) {
    throw new InvalidArgumentError(`It must be ${least} to ${most} milliseconds.`);
  }
  return interval;
}

/** `--pin-core 1`, or `auto`. */
export function parseCore(text: string): PinCore {
  const core = text === 'auto' || text.trim() === '' ? text : Number(text);
  const checked = pinCoreSchema.safeParse(core);
  if (!checked.success) {
    throw new InvalidArgumentError('It must be the number of a processor from 0, or auto.');
  }
  return checked.data;
}

/** `--timeout 30`, in seconds. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) {
    throw new InvalidArgumentError('It must be a number of seconds above 0.');
  }
  return seconds;
}

/** `--pid 4711`. */
export function parsePid(text: string): number {
  const pid = Number(text);
  if (!Number.isInteger(pid) || pid < 1) {
    throw new InvalidArgumentError('It must be the number of a process.');
  }
  return pid;
}

/** `--fail-on high`. */
export function parseFailOn(text: string): FailOn {
  const found = [...SEVERITIES, 'never' as const].find((each) => each === text);
  if (found === undefined) {
    throw new InvalidArgumentError('It must be high, medium, low or never.');
  }
  return found;
}

function splitList(text: string): string[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.length === 0) throw new InvalidArgumentError('It is empty.');
  return words;
}
