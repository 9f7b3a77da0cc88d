import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { launchApp, type LaunchedApp } from './launch-app';

let launched: LaunchedApp;

test.beforeEach(async () => {
  launched = await launchApp();
});
test.afterEach(() => launched.close());

test('the window has no Node, no way out and no inline script', async () => {
  const { app, window } = launched;
  const address = window.url();
  const found = await window.evaluate(() => {
    const page = globalThis as unknown as Record<string, unknown>;
    const script = document.createElement('script');
    script.textContent = 'globalThis.ranInline = true';
    document.head.append(script);
    return {
      require: typeof page['require'],
      process: typeof page['process'],
      ranInline: page['ranInline'] === true,
      opened: globalThis.open('https://example.com') !== null,
    };
  });
  expect(found).toEqual({
    require: 'undefined',
    process: 'undefined',
    ranInline: false,
    opened: false,
  });
  await window.evaluate(() => {
    location.href = 'https://example.com/';
  });
  // Asked of the app itself: the test's own driver still waits for the page that never comes.
  const after = await app.evaluate(async ({ BrowserWindow }) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const windows = BrowserWindow.getAllWindows();
    const contents = windows[0]?.webContents;
    const heading: unknown = await contents?.executeJavaScript(
      'document.querySelector("h1").textContent',
    );
    return { url: contents?.getURL(), heading, windows: windows.length };
  });
  expect(after).toMatchObject({ url: address, windows: 1 });
  expect(after.heading).toContain('Touchstone');
});

test('a question of the wrong form gets no further', async () => {
  const { window } = launched;
  const answers = await window.evaluate(async () => {
    const { touchstone } = globalThis as unknown as {
      touchstone: { invoke: (channel: string, question: unknown) => Promise<unknown> };
    };
    const outside = { kind: 'recording', id: '../../etc/passwd' };
    return {
      path: await touchstone.invoke('view.summary', { subject: outside }),
      shape: await touchstone.invoke('run.start', { kind: 'profile', build: 5 }),
      channel: await touchstone.invoke('no.such', null).catch((error: unknown) => String(error)),
    };
  });
  expect(answers.path).toMatchObject({ ok: false, failure: { kind: 'usage' } });
  expect(answers.shape).toMatchObject({ ok: false, failure: { kind: 'usage' } });
  expect(answers.channel).toContain('No such channel');
});

test('a second start opens its project in the first window', async () => {
  const { app, window, stateFolder } = launched;
  const program = createRequire(import.meta.url)('electron') as unknown as string;
  const args = ['--no-sandbox', '.', join('resources', 'samples', 'plausible-db')];
  await promisify(execFile)(program, args, {
    env: { ...process.env, TOUCHSTONE_HOME: join(stateFolder, 'home') },
    timeout: 30_000,
  });
  await expect(window.getByRole('button', { name: 'plausible-db' })).toBeVisible();
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});
