import { expect, type Page } from 'playwright/test';

/** A run that is small enough for a test; what is left out is the project's own. */
export interface SmallRun {
  workloads: string[];
  /** Of the workloads' own sizes. */
  sizes: number[];
  runs: number;
}

/** Longest time that a small run may take on a busy machine. */
export const RUN_TIMEOUT_MS = 170_000;

/** Opens the bundled sample from the first page. */
export async function openSample(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Open the sample project' }).click();
  await expect(window.getByRole('button', { name: 'Compare', exact: true })).toBeVisible();
}

/** Chooses in the top bar what will run. */
export async function chooseRun(window: Page, run: SmallRun): Promise<void> {
  await pickOnly(window, 'Workloads', run.workloads);
  await pickOnly(
    window,
    'Sizes',
    run.sizes.map((size) => `n = ${size.toLocaleString('en')}`),
  );
  await window.getByRole('combobox', { name: 'Runs' }).click();
  const label = run.runs === 1 ? '1 run' : `${run.runs} runs`;
  await window.getByRole('option', { name: label, exact: true }).click();
}

/** Takes away everything but `wanted` in one of the menus that hold several choices. */
async function pickOnly(window: Page, label: string, wanted: string[]): Promise<void> {
  await window.getByRole('button', { name: new RegExp(`^${label}:`) }).click();
  const menu = window.getByRole('menu', { name: label });
  await menu.getByRole('menuitem', { name: 'All' }).click();
  for (const item of await menu.getByRole('menuitemcheckbox').all()) {
    const text = (await item.innerText()).split('\n')[0] ?? '';
    if (!wanted.includes(text.trim())) await item.click();
  }
  await window.keyboard.press('Escape');
  await expect(menu).toBeHidden();
}

/** Clicks Compare or Profile and waits for the recording to open. */
export async function runToEnd(window: Page, button: 'Compare' | 'Profile'): Promise<void> {
  await window.getByRole('button', { name: button, exact: true }).click();
  await expect(window.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(window.getByText(/pass \d+ of \d+/)).toBeVisible({ timeout: 30_000 });
  await expect(window.getByRole('button', { name: 'Stop' })).toBeHidden({
    timeout: RUN_TIMEOUT_MS,
  });
  await expect(window.getByRole('tab', { name: 'Summary' })).toBeVisible({ timeout: 30_000 });
  await expect(window.getByRole('region', { name: 'Numbers' })).toBeVisible();
}

/** Chooses a theme as a user does. */
export async function chooseTheme(window: Page, theme: 'Light' | 'Dark'): Promise<void> {
  await window.getByRole('button', { name: 'Settings' }).click();
  await window.getByRole('dialog').getByRole('radio', { name: theme }).click();
  await window.keyboard.press('Escape');
  await expect(window.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
}

/** Opens a tab and waits until nothing is loading. */
export async function openTab(window: Page, name: string): Promise<void> {
  await window.getByRole('tab', { name, exact: true }).click();
  await expect(window.getByRole('tab', { name, exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await expect(window.getByRole('status', { name: 'Loading' })).toHaveCount(0, { timeout: 30_000 });
}
