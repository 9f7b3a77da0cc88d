import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import {
  describeWatched,
  lookAtMachine,
  MachineWatch,
  sumWatched,
  type MachineCounters,
  type WatchedTime,
} from './watch-machine';

const signal = new AbortController().signal;
const loops: ChildProcess[] = [];
afterEach(() => {
  for (const loop of loops.splice(0)) loop.kill('SIGKILL');
});

/** Keeps every processor busy, and gives them time to start. */
async function makeBusy(): Promise<void> {
  const started = cpus().map(
    () =>
      new Promise<void>((resolve) => {
        const loop = spawn(process.execPath, ['-e', 'console.log(1); for (;;);']);
        loops.push(loop);
        loop.stdout.once('data', () => resolve());
      }),
  );
  await Promise.all(started);
}

test('busy loops before and during a run are told, with what they used', async () => {
  await makeBusy();
  const before = (await lookAtMachine(signal)).find(({ id }) => id === 'busy');
  expect(before).toMatchObject({ when: 'before', unit: 'processors' });
  // The loops have at least a good part of the machine, whatever else runs on it.
  expect(before!.value / cpus().length).toBeGreaterThan(0.5);

  const watch = new MachineWatch();
  await watch.during(async () => {
    await sleep(300);
    return [];
  });
  const during = watch.warnings(false).find(({ id }) => id === 'busy');
  expect(during).toMatchObject({ when: 'during' });
  expect(during!.text).toContain(`of ${cpus().length} processors`);
});

test('what the targets and Touchstone itself use is not taken for others', async () => {
  const watch = new MachineWatch();
  const idle = new MachineWatch();
  await makeBusy();
  await Promise.all([
    watch.during(async () => {
      const startedAt = performance.now();
      await sleep(400);
      const wallMs = performance.now() - startedAt;
      return [{ wallMs, cpuMs: cpus().length * wallMs, runQueueMs: 0 }];
    }),
    idle.during(async () => {
      await sleep(400);
      return [];
    }),
  ]);
  const busyOf = (each: MachineWatch): number =>
    each.warnings(false).find(({ id }) => id === 'busy')?.value ?? 0;
  expect(busyOf(watch)).toBeLessThan(busyOf(idle) / 2);
});

describe('what the counters say', () => {
  const counters = (more: Partial<MachineCounters>): MachineCounters => ({
    atMs: 0,
    processors: 4,
    busyMs: 0,
    ownMs: 0,
    stolenMs: 0,
    stalledMs: 0,
    throttles: 0,
    ...more,
  });
  const watched = (
    after: Partial<MachineCounters>,
    costs: Parameters<typeof sumWatched>[3] = [],
  ): WatchedTime => sumWatched(null, counters({}), counters({ atMs: 1000, ...after }), costs);

  test.each<[string, WatchedTime, string[]]>([
    ['an idle machine', watched({ busyMs: 300 }), []],
    ['own work', watched({ busyMs: 900, ownMs: 900 }), []],
    ['the target', watched({ busyMs: 3900 }, [{ wallMs: 1000, cpuMs: 3900 }]), []],
    ['others', watched({ busyMs: 1300, ownMs: 100 }), ['busy']],
    ['a target of unknown CPU time', watched({ busyMs: 3900 }, [{ wallMs: 1, cpuMs: null }]), []],
    ['another guest', watched({ stolenMs: 100 }), ['stolen']],
    ['heat', watched({ throttles: 3 }), ['throttled']],
    ['counters that are not there', watched({ stolenMs: null, throttles: null }), []],
    [
      'a target that waits',
      watched({}, [{ wallMs: 1000, cpuMs: 900, runQueueMs: 90 }]),
      ['waited'],
    ],
    [
      'a target with more threads than processors',
      watched({ busyMs: 3950 }, [{ wallMs: 1000, cpuMs: 3950, runQueueMs: 4000 }]),
      [],
    ],
  ])('%s', (_what, sum, expected) => {
    expect(describeWatched(sum, false).map(({ id }) => id)).toEqual(expected);
  });

  test('stretches add up', () => {
    const first = watched({ busyMs: 2000, stolenMs: 10 });
    const both = sumWatched(
      first,
      counters({ atMs: 5000, busyMs: 9000, stolenMs: 500 }),
      counters({ atMs: 6000, busyMs: 10_000, stolenMs: 530 }),
      [],
    );
    expect(both).toMatchObject({ elapsedMs: 2000, othersMs: 3000, stolenMs: 40 });
  });
});

describe('the clock and the battery', () => {
  const look = async (files: Record<string, string>) => {
    const root = await mkdtemp(join(tmpdir(), 'touchstone-machine-'));
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), `${text}\n`);
    }
    const warnings = await lookAtMachine(signal, root);
    await rm(root, { recursive: true });
    return warnings.filter(({ id }) => id !== 'busy');
  };
  const clock = 'sys/devices/system/cpu/cpu0/cpufreq';
  const battery = 'sys/class/power_supply/BAT0';

  test('a governor that saves power is told with its clock', async () => {
    const [warning] = await look({
      [`${clock}/scaling_driver`]: 'acpi-cpufreq',
      [`${clock}/scaling_governor`]: 'powersave',
      [`${clock}/scaling_cur_freq`]: '800000',
      [`${clock}/cpuinfo_max_freq`]: '3200000',
    });
    expect(warning).toMatchObject({ id: 'governor', value: 0.25 });
    expect(warning?.text).toContain('0.800 of 3.20 GHz');
  });

  test('the normal mode of a driver that chooses the clock itself is none', async () => {
    const files = { scaling_driver: 'intel_pstate', scaling_governor: 'powersave' };
    const named = Object.entries(files).map(([name, text]) => [`${clock}/${name}`, text]);
    expect(await look(Object.fromEntries(named) as Record<string, string>)).toEqual([]);
  });

  test.each([
    ['Discharging', '', ['battery']],
    ['Charging', '', []],
    ['Discharging', 'Device', []],
  ])('a battery that is %s, scope %s', async (status, scope, expected) => {
    const warnings = await look({
      [`${battery}/type`]: 'Battery',
      [`${battery}/status`]: status,
      [`${battery}/capacity`]: '41',
      [`${battery}/scope`]: scope,
    });
    expect(warnings.map(({ id }) => id)).toEqual(expected);
  });
});
