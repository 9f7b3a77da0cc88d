import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { launchApp, type LaunchedApp } from './launch-app';
import { chooseTheme, RUN_TIMEOUT_MS } from './record-sample';

const SCREENSHOTS = resolve('test-results/screenshots');

test.describe.configure({ mode: 'serial' });

let launched: LaunchedApp;
let folder: string;

/** A repository whose reference is a tag that is prepared by a slow, talkative command. */
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-e2e-builds-'));
  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
    execFileSync('git', [...identity, ...args], { cwd: folder });
  };
  await writeFile(
    join(folder, 'prepare.js'),
    'let n = 0; const next = () => { console.log(`compiled part ${n}`); n += 1; if (n < 40) setTimeout(next, 50); }; next();',
  );
  await writeFile(
    join(folder, 'bench.js'),
    'let x = 0; for (let i = 0; i < 2e7; i += 1) x += i % 7; console.log(x);',
  );
  const project = {
    builds: {
      candidate: { command: ['node', 'bench.js'] },
      release: { git: 'v1', prepare: ['node', 'prepare.js'], command: ['node', 'bench.js'] },
    },
    workloads: { run: { sizes: [1] } },
    runs: 3,
  };
  await writeFile(join(folder, 'touchstone.json'), JSON.stringify(project));
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('tag', 'v1');
  await mkdir(SCREENSHOTS, { recursive: true });
  launched = await launchApp({ project: folder });
});

test.afterAll(async () => {
  await launched.close();
  await rm(folder, { recursive: true, force: true });
});

test('a git build is prepared before anything is measured, with its output live', async () => {
  test.setTimeout(240_000);
  const { window } = launched;
  await window.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(window.getByRole('dialog')).toContainText('Comparing starts once you do.');
  await window.getByRole('button', { name: 'Trust this folder' }).click();
  const panel = window.getByRole('region', { name: 'Preparing release' });
  await expect(panel).toContainText('compiled part 3');
  await window.screenshot({ path: join(SCREENSHOTS, 'preparation.png') });
  const tab = window.getByRole('tab', { name: 'Summary' });
  await expect(tab).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await expect(panel).toBeHidden();
});

test('the ledger opens pass by pass and can be copied', async () => {
  const { app, window } = launched;
  await window.getByRole('button', { name: /^Ledger of/ }).click();
  const ledger = window.getByRole('region', { name: 'Ledger' });
  await ledger.getByRole('button', { name: /^release was prepared/ }).click();
  await expect(ledger).toContainText('compiled part 39');
  await ledger.getByRole('button', { name: /^Details of the cpu pass of candidate/ }).click();
  await ledger.getByRole('button', { name: /^Copy the cpu pass of candidate/ }).click();
  await expect(ledger.getByText('Copied')).toBeVisible();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/^Pass: cpu of candidate, run, n = 1\nCommand: node bench\.js\nFolder: /);
  for (const theme of ['Light', 'Dark'] as const) {
    await chooseTheme(window, theme);
    await ledger.scrollIntoViewIfNeeded();
    await window.screenshot({ path: join(SCREENSHOTS, `ledger-${theme.toLowerCase()}.png`) });
  }
});

test('work trees are listed with their size and removed after a question', async () => {
  const { window } = launched;
  await window.keyboard.press('Control+,');
  const trees = window.getByRole('list', { name: 'Work trees' });
  await expect(trees.getByRole('listitem')).toHaveCount(1);
  await expect(trees).toContainText(/v1.*\d+(\.\d+)? kB/s);
  await window.screenshot({ path: join(SCREENSHOTS, 'work-trees.png') });
  await trees.getByRole('button', { name: 'Remove the work tree v1' }).click();
  await trees.getByRole('button', { name: 'Really remove the work tree v1' }).click();
  await expect(window.getByText(/^None\. A git ref is checked out once/)).toBeVisible();
  await window.keyboard.press('Escape');
  expect(launched.problems).toEqual([]);
});
