import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { FailureError, type Failure } from '../../../core/model/failure';

/** What `perf record` may do here, found by doing it. */
export interface PerfAbility {
  /** `cycles`, or `cpu-clock` where the machine shows no counters, as most virtual ones. */
  event: 'cycles' | 'cpu-clock';
  /** Pages of 4 KiB for each processor's buffer; the kernel lets ordinary users lock little. */
  pages: number;
  /** Time in the kernel is seen too. */
  kernel: boolean;
  maxHz: number;
}

/** 16 MiB, at which a million events were recorded without loss; then what perf_event_mlock_kb's 516 allow. */
const BUFFER_PAGES = [4096, 128];

const OPTIONS = ['--no-bpf-event', '-B', '-N'];

/** Tries perf on a program that does nothing. Throws FailureError `instrument-unavailable` with the remedy. */
export async function probePerf(perf: string): Promise<PerfAbility> {
  const event = (await hasCycles(perf)) ? 'cycles' : 'cpu-clock';
  let said = '';
  for (const pages of BUFFER_PAGES) {
    const arguments_ = ['record', '-e', event, '-m', String(pages), ...OPTIONS];
    const tried = await execa(perf, [...arguments_, '-o', '/dev/null', '--', 'true'], {
      reject: false,
      timeout: 20_000,
    });
    if (tried.exitCode === 0) {
      const paranoid = await readNumber('/proc/sys/kernel/perf_event_paranoid', 2);
      return {
        event,
        pages,
        kernel: process.getuid?.() === 0 || paranoid < 2,
        maxHz: await readNumber('/proc/sys/kernel/perf_event_max_sample_rate', 100_000),
      };
    }
    said = tried.stderr;
  }
  throw new FailureError(
    describePerfRefusal(said, await readNumber('/proc/sys/kernel/perf_event_paranoid', 2)),
  );
}

/** Says why perf refused, from its own words and the kernel's setting, and what mends it. */
export function describePerfRefusal(said: string, paranoid: number): Failure {
  const detail = said.trim().slice(0, 2000);
  const kind = 'instrument-unavailable' as const;
  if (/not found for kernel/i.test(said)) {
    return {
      kind,
      message: 'perf is installed for another kernel than the one that runs.',
      remedy: 'Install it for this kernel: sudo apt-get install linux-tools-$(uname -r).',
      detail,
    };
  }
  if (paranoid > 2 && /paranoid|permission|not permitted|limited/i.test(said)) {
    return {
      kind,
      message: `The kernel lets only root sample programs (perf_event_paranoid is ${paranoid}).`,
      remedy:
        'Allow it until the next start of the machine: sudo sysctl kernel.perf_event_paranoid=2',
      detail,
    };
  }
  return {
    kind,
    message: `perf may not sample here: ${detail.split('\n').find((line) => line.trim() !== '' && !/^error:$/i.test(line.trim())) ?? 'it said nothing'}`,
    remedy:
      'In a container add --cap-add=PERFMON (and a seccomp profile that allows perf_event_open); outside of one, try `perf record true` to see more.',
    detail,
  };
}

async function hasCycles(perf: string): Promise<boolean> {
  const tried = await execa(perf, ['stat', '-x', ',', '-e', 'cycles', '--', 'true'], {
    reject: false,
    timeout: 20_000,
  });
  return tried.exitCode === 0 && /^\d+,[^,]*,cycles/m.test(tried.stderr);
}

async function readNumber(path: string, otherwise: number): Promise<number> {
  const number = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
  return Number.isNaN(number) ? otherwise : number;
}
