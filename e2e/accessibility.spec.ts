import { expect, test } from 'playwright/test';
import { TABS } from '../src/ipc/tabs';
import { findViolations } from './find-violations';
import { launchApp, type LaunchedApp } from './launch-app';
import { chooseRun, chooseTheme, openSample, openTab, runToEnd } from './record-sample';

test.describe.configure({ mode: 'serial' });

let launched: LaunchedApp;

test.beforeAll(async () => {
  launched = await launchApp({ size: { width: 1280, height: 720 } });
});
test.afterAll(() => launched.close());

test('the first page', async () => {
  expect(await findViolations(launched.window)).toEqual([]);
});

test('a comparison is recorded', async () => {
  test.setTimeout(240_000);
  await openSample(launched.window);
  expect(await findViolations(launched.window)).toEqual([]);
  await chooseRun(launched.window, { workloads: ['insert'], sizes: [100, 200, 400], runs: 1 });
  await runToEnd(launched.window, 'Compare');
});

for (const theme of ['Light', 'Dark'] as const) {
  for (const tab of TABS) {
    test(`${tab} in the ${theme.toLowerCase()} theme`, async () => {
      const { window } = launched;
      await chooseTheme(window, theme);
      await openTab(window, tab);
      expect(await findViolations(window)).toEqual([]);
    });
  }

  test(`the dialogs in the ${theme.toLowerCase()} theme`, async () => {
    const { window } = launched;
    await chooseTheme(window, theme);
    for (const [button, title] of [
      ['? keys', 'Keyboard'],
      ['Settings', 'Settings'],
      ['What can be captured here', 'What can be captured here'],
    ] as const) {
      await window.getByRole('contentinfo').getByRole('button', { name: button }).click();
      await expect(window.getByRole('dialog', { name: title })).toBeVisible();
      await expect(window.getByText('Trying each instrument…')).toBeHidden({ timeout: 60_000 });
      expect(await findViolations(window)).toEqual([]);
      await window.keyboard.press('Escape');
    }
  });
}
