import axe, { type AxeResults, type ElementContext, type RunOptions } from 'axe-core';
import { expect, test, type Page } from 'playwright/test';
import { launchApp, type LaunchedApp } from './launch-app';
import { chooseRun, chooseTheme, openSample, openTab, runToEnd, TAB_NAMES } from './record-sample';

test.describe.configure({ mode: 'serial' });

let launched: LaunchedApp;

test.beforeAll(async () => {
  launched = await launchApp({ size: { width: 1280, height: 720 } });
});
test.afterAll(() => launched.close());

/** The part of axe that is called inside the page. */
interface AxeRunner {
  run: (context: ElementContext, options: RunOptions) => Promise<AxeResults>;
}

/** What axe finds wrong, a line each; the page's policy lets no script in, so axe comes in as an expression. */
async function findViolations(window: Page): Promise<string[]> {
  await window.evaluate(`(() => { ${axe.source} })()`);
  return window.evaluate(async () => {
    const runner = (globalThis as unknown as { axe: AxeRunner }).axe;
    const { violations } = await runner.run(
      // A separator lies between two landmarks and belongs to neither.
      { exclude: ['[role="separator"]'] },
      {
        // The report is a document of its own, in a frame that scripts cannot enter.
        iframes: false,
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      },
    );
    return violations.flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`,
      ),
    );
  });
}

test('the first page', async () => {
  expect(await findViolations(launched.window)).toEqual([]);
});

test('a comparison is recorded', async () => {
  test.setTimeout(240_000);
  await openSample(launched.window);
  await chooseRun(launched.window, { workloads: ['insert'], sizes: [100, 200, 400], runs: 1 });
  await runToEnd(launched.window, 'Compare');
});

for (const theme of ['Light', 'Dark'] as const) {
  for (const tab of TAB_NAMES) {
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
