import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { TABS } from '../src/ipc/tabs';
import { findViolations } from './find-violations';
import { launchApp } from './launch-app';
import { chooseRun, openSample, runToEnd } from './record-sample';

test('everything is done with the keyboard alone', async () => {
  test.setTimeout(240_000);
  await using launched = await launchApp();
  const { window } = launched;
  const { keyboard } = window;
  await openSample(window);
  await chooseRun(window, { workloads: ['lookup'], sizes: [500, 1000], runs: 1 });
  await runToEnd(window, 'Profile');

  await keyboard.press('?');
  const map = window.getByRole('dialog', { name: 'Keyboard' });
  await expect(map).toContainText('Compare candidate and reference');
  await keyboard.press('Escape');
  await expect(map).toBeHidden();

  for (const [index, name] of TABS.entries()) {
    await keyboard.press(`Control+${index + 1}`);
    await expect(window.getByRole('tab', { name, exact: true })).toHaveAttribute(
      'aria-selected',
      'true',
    );
  }
  await keyboard.press('Alt+ArrowLeft');
  await expect(window.getByRole('tab', { name: 'Output' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await keyboard.press('Alt+ArrowRight');
  await expect(window.getByRole('tab', { name: 'Report' })).toHaveAttribute(
    'aria-selected',
    'true',
  );

  await keyboard.press('Control+2');
  const graph = window.getByRole('tree', { name: /^Flame graph of/ });
  await expect(graph).toBeVisible();
  await graph.focus();
  for (let step = 0; step < 4; step++) await keyboard.press('ArrowDown');
  const selected = graph.locator('[aria-selected="true"]');
  await expect(selected).toHaveCount(1);
  await keyboard.press('Enter');
  const way = window.getByRole('list', { name: 'Way to the frame shown' });
  await expect(way.getByRole('listitem')).not.toHaveCount(1);
  await graph.focus();
  await keyboard.press('Escape');
  await expect(way).toBeHidden();

  await keyboard.press('Control+3');
  await keyboard.press('Control+f');
  await expect(window.getByRole('searchbox', { name: 'Search functions' })).toBeFocused();
  await keyboard.type('a');
  await keyboard.press('Escape');
  await expect(window.getByRole('searchbox', { name: 'Search functions' })).toHaveValue('');
  const table = window.getByRole('table', { name: 'Functions' });
  await table.focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await expect(table.locator('[aria-selected="true"]')).toHaveCount(1);

  await keyboard.press('Control+p');
  await expect(window.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(window.getByText(/pass \d+ of \d+/)).toBeVisible({ timeout: 30_000 });
  await keyboard.press('Control+.');
  await expect(window.getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: 60_000 });
  await expect(window.getByRole('list', { name: 'Recordings' }).getByRole('listitem')).toHaveCount(
    2,
  );
  expect(launched.problems).toEqual([]);
});

test('the side bar is hidden by key, menu, button and palette, and stays as it was left', async () => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'touchstone-e2e-side-bar-'));
  try {
    {
      await using launched = await launchApp({ stateFolder });
      const { app, window } = launched;
      await openSample(window);
      const bar = window.getByRole('navigation', { name: 'Project' });
      const centre = window.getByRole('main');
      const button = window.getByRole('button', { name: 'Side bar' });
      await expect(bar).toBeVisible();
      const narrow = (await centre.boundingBox())!.width;
      await window.keyboard.press('Control+b');
      await expect(bar).toBeHidden();
      await expect(button).toHaveAttribute('aria-pressed', 'false');
      expect((await centre.boundingBox())!.width).toBeGreaterThan(narrow + 150);
      expect(await findViolations(window)).toEqual([]);
      await window.screenshot({ path: 'test-results/screenshots/side-bar-hidden.png' });
      await app.evaluate(({ Menu }) => {
        const menu = Menu.getApplicationMenu();
        const view = menu?.items.find((item) => item.label === '&View');
        view?.submenu?.items.find((item) => item.label === 'Side bar')?.click();
      });
      await expect(bar).toBeVisible();
      // As wide as before.
      expect((await centre.boundingBox())!.width).toBeCloseTo(narrow, -1);
      await window.screenshot({ path: 'test-results/screenshots/side-bar-shown.png' });
      await button.click();
      await expect(bar).toBeHidden();
      await window.keyboard.press('Control+k');
      await window.keyboard.type('side bar');
      await window.keyboard.press('Enter');
      await expect(bar).toBeVisible();
      await window.keyboard.press('Meta+b');
      await expect(bar).toBeHidden();
      expect(launched.problems).toEqual([]);
    }
    await using again = await launchApp({ stateFolder });
    await openSample(again.window);
    await expect(again.window.getByRole('button', { name: 'Side bar' })).toBeVisible();
    await expect(again.window.getByRole('navigation', { name: 'Project' })).toBeHidden();
    await again.window.keyboard.press('Control+b');
    await expect(again.window.getByRole('navigation', { name: 'Project' })).toBeVisible();
  } finally {
    await rm(stateFolder, { recursive: true, force: true });
  }
});
