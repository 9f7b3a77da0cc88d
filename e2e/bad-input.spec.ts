import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from 'playwright/test';
import { launchApp } from './launch-app';

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-bad-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeProject(project: unknown): Promise<void> {
  const text = typeof project === 'string' ? project : JSON.stringify(project);
  await writeFile(join(folder, 'touchstone.json'), text);
}

/** A project of one build that runs a script. */
async function writeTarget(script: string, more: object = {}): Promise<void> {
  await writeFile(join(folder, 'target.js'), script);
  await writeProject({
    name: 'target',
    builds: { candidate: { command: ['node', 'target.js'] } },
    workloads: { work: { args: ['{n}'], sizes: [10, 20] } },
    runs: 1,
    ...more,
  });
}

/** Trusts the folder through the dialog, which shows its commands. */
async function trust(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'See what would run' }).click();
  await expect(window.getByRole('list', { name: 'Commands' })).toContainText('node target.js');
  await window.getByRole('button', { name: 'Trust this folder' }).click();
  await expect(window.getByRole('dialog')).toBeHidden();
}

async function profile(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Profile', exact: true }).click();
  await expect(window.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(window.getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: 90_000 });
}

test('an empty folder: says that there is no project and what to do', async () => {
  await using launched = await launchApp({ project: folder });
  const alert = launched.window.getByRole('alert');
  await expect(alert).toContainText(folder);
  await expect(alert).toContainText('touchstone.json');
});

test('a folder that does not exist', async () => {
  await using launched = await launchApp({ project: join(folder, 'nowhere') });
  await expect(launched.window.getByRole('alert')).toContainText('does not exist');
});

test('a wrong project file: names the place, the value and what was expected', async () => {
  await writeProject({
    builds: { candidate: { command: ['node', 'a.js'] } },
    workloads: { work: { sizes: [10, -5] } },
  });
  await using launched = await launchApp({ project: folder });
  const alert = launched.window.getByRole('alert');
  await expect(alert).toContainText('workloads.work.sizes[1]');
  await expect(alert).toContainText('-5');
});

test('a project file that is no JSON: names the line', async () => {
  await writeProject('{ "builds": {\n  "candidate": oops\n} }');
  await using launched = await launchApp({ project: folder });
  await expect(launched.window.getByRole('alert')).toContainText(/line 2/i);
});

test('nothing runs before the folder is trusted', async () => {
  await writeTarget('require("fs").writeFileSync("ran", "")');
  await using launched = await launchApp({ project: folder });
  const { window } = launched;
  await window.getByRole('button', { name: 'Profile', exact: true }).click();
  const dialog = window.getByRole('dialog', { name: /Do you trust target/ });
  await expect(dialog).toContainText('node target.js');
  await dialog.getByRole('button', { name: 'Not now' }).click();
  await expect(window.getByText('Nothing of it has run yet', { exact: false })).toBeVisible();
  expect(await readdir(folder)).not.toContain('ran');
});

test('a target that crashes: its code, the end of its output, and a remedy', async () => {
  await writeTarget('console.error("cannot open the moon"); process.exit(3)');
  await using launched = await launchApp({ project: folder });
  const { window } = launched;
  await trust(window);
  await profile(window);
  const alert = window.getByRole('alert').first();
  await expect(alert).toContainText('3');
  await alert.getByText('Details').click();
  await expect(alert).toContainText('cannot open the moon');
});

test('a target that hangs: is ended by the timeout, and says how to change it', async () => {
  await writeTarget('setInterval(() => {}, 1000)', { timeoutSeconds: 2 });
  await using launched = await launchApp({ project: folder });
  const { window } = launched;
  await trust(window);
  await profile(window);
  const alert = window.getByRole('alert').first();
  await expect(alert).toContainText('2 s');
  await expect(alert).toContainText('timeoutSeconds');
});

test('a target that floods: is cut, and the window stays alive', async () => {
  await writeTarget(
    'const line = "x".repeat(65535) + "\\n"; for (let i = 0; i < 2000; i++) require("fs").writeSync(1, line);',
  );
  await using launched = await launchApp({ project: folder });
  const { window } = launched;
  await trust(window);
  await profile(window);
  await window.getByRole('tab', { name: 'Output' }).click();
  await expect(
    window.getByText('only the first part was kept', { exact: false }).first(),
  ).toBeVisible({ timeout: 30_000 });
  await window.getByRole('tab', { name: 'Summary' }).click();
  await expect(window.getByRole('region', { name: 'Numbers' })).toBeVisible();
});
