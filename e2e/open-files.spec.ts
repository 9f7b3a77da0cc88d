import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { TABS } from '../src/ipc/tabs';
import { dropFiles } from './drop-files';
import { launchApp, type LaunchedApp } from './launch-app';

const fixture = (path: string) => resolve(import.meta.dirname, '..', 'fixtures', path);

async function openTab({ window }: LaunchedApp, name: string): Promise<void> {
  await window.getByRole('tab', { name, exact: true }).click();
}

test('profiles of other tools are dropped, looked at and compared', async () => {
  await using launched = await launchApp();
  const { window, problems } = launched;
  await expect(window.getByRole('button', { name: 'Open profiles…' })).toBeVisible();
  await dropFiles(window, [
    fixture('node-20.20/known-shares.cpuprofile'),
    fixture('go-1.19/known-shares.cpu.pb.gz'),
  ]);
  const list = window.getByRole('list', { name: 'Recordings' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(window.getByRole('heading', { level: 1 })).toContainText('samples of');
  await expect(window.getByText('pprof', { exact: false }).first()).toBeVisible();
  await window.screenshot({ path: 'test-results/screenshots/opened-file.png' });
  for (const tab of TABS) {
    await openTab(launched, tab);
    await expect(window.getByRole('tabpanel', { name: tab })).toBeVisible();
  }
  await openTab(launched, 'Functions');
  await expect(window.getByRole('row').nth(1)).toBeVisible();

  await list
    .getByRole('button', { name: /known-shares\.cpuprofile/ })
    .first()
    .hover();
  await window.getByRole('button', { name: 'Compare known-shares.cpuprofile with…' }).click();
  await window.getByRole('menuitem', { name: /known-shares\.cpu\.pb\.gz/ }).click();
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await openTab(launched, 'Summary');
  await expect(window.getByRole('heading', { level: 1 })).toContainText('known-shares');
  await openTab(launched, 'Flame graph');
  await window.screenshot({ path: 'test-results/screenshots/opened-files-compared.png' });
  expect(problems).toEqual([]);
});

test('a profile named on the command line is opened', async () => {
  await using launched = await launchApp({ args: [fixture('go-1.19/known-shares.cpu.pb.gz')] });
  const { window, problems } = launched;
  await expect(window.getByRole('list', { name: 'Recordings' }).getByRole('listitem')).toHaveCount(
    1,
  );
  await expect(window.getByRole('heading', { level: 1 })).toContainText('samples of');
  // What such a file cannot hold is not offered: one size has no growth, samples have no counts.
  await openTab(launched, 'Functions');
  await expect(window.getByRole('columnheader', { name: 'self' })).toBeVisible();
  await expect(window.getByRole('columnheader', { name: 'calls' })).toHaveCount(0);
  await expect(window.getByRole('combobox', { name: 'Size' })).toHaveCount(0);
  await openTab(launched, 'Heap');
  await expect(window.getByText('No allocations in this file')).toBeVisible();
  await openTab(launched, 'Syscalls');
  await expect(window.getByText('is an opened file, which holds no system calls')).toBeVisible();
  await openTab(launched, 'Scaling');
  await expect(window.getByText('No growth to show')).toBeVisible();
  expect(problems).toEqual([]);
});

test('a file that cannot be read says why and keeps the others', async () => {
  await using launched = await launchApp();
  const { window, stateFolder } = launched;
  const notices = window.getByRole('region', { name: 'Notifications' });
  const broken = join(stateFolder, 'broken.cpuprofile');
  await writeFile(broken, '{"nodes":[{"id":1,"callFrame":{"functionName":"main"');
  await dropFiles(window, [
    broken,
    fixture('perf-6.1/README.md'),
    fixture('node-20.20/known-shares.cpuprofile'),
  ]);
  await expect(
    notices.getByText('broken.cpuprofile: Read as V8 CPU profile', { exact: false }),
  ).toBeVisible();
  await expect(
    notices.getByText('The format of this file is not known', { exact: false }),
  ).toBeVisible();
  await expect(window.getByRole('list', { name: 'Recordings' }).getByRole('listitem')).toHaveCount(
    1,
  );
  await window.screenshot({ path: 'test-results/screenshots/file-cannot-be-read.png' });
});

test('the palette finds commands and recordings by a few letters', async () => {
  await using launched = await launchApp();
  const { window } = launched;
  await dropFiles(window, [fixture('node-20.20/known-shares.cpuprofile')]);
  await expect(window.getByRole('list', { name: 'Recordings' }).getByRole('listitem')).toHaveCount(
    1,
  );
  await window.keyboard.press('Control+k');
  await expect(window.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await window.keyboard.type('flame');
  await window.screenshot({ path: 'test-results/screenshots/palette.png' });
  await window.keyboard.press('Enter');
  await expect(window.getByRole('tab', { name: 'Flame graph' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await window.keyboard.press('Control+k');
  await window.keyboard.type('zzzz');
  await expect(window.getByText('Nothing has this name', { exact: false })).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(window.getByRole('dialog')).toHaveCount(0);
});
