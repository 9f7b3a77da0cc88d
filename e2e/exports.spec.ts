/** Our exports in the real speedscope, in a real Chromium: it shows the totals that Touchstone shows. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, expect, test } from 'playwright/test';
import { runCli } from './run-cli';

const ROOT = resolve(import.meta.dirname, '..');
const CAPTURE = join(ROOT, 'fixtures/node-20.20/known-shares.cpuprofile');

interface ImportAnswer {
  files: {
    functions: { top: { function: string; self: number; total: number }[] };
    values: { name: string; total: number }[];
  }[];
}

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-exports-e2e-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('speedscope opens an export and shows the same totals', async () => {
  const exported = join(folder, 'export.speedscope.json');
  await runCli('convert', CAPTURE, '--to', 'speedscope', '-o', exported);
  const answer = JSON.parse(await runCli('import', CAPTURE, '--json')) as ImportAnswer;
  const { functions } = answer.files[0]!;
  // A bare window with speedscope's own page, as its command line opens it: the profile in a script beside it.
  const script = join(folder, 'profile.js');
  const base64 = (await readFile(exported)).toString('base64');
  await writeFile(script, `speedscope.loadFileFromBase64('export.speedscope.json', '${base64}')`);
  const main = join(folder, 'main.cjs');
  const page = join(ROOT, 'node_modules/speedscope/dist/release/index.html');
  const hash = `localProfilePath=${encodeURIComponent(script)}`;
  await writeFile(
    main,
    `const { app, BrowserWindow } = require('electron');
     app.whenReady().then(() => new BrowserWindow({ width: 1400, height: 900 }).loadFile(
       ${JSON.stringify(page)}, { hash: ${JSON.stringify(hash)} }));`,
  );
  const app = await _electron.launch({ args: [main], cwd: folder });
  try {
    const window = await app.firstWindow();
    await window.getByText('Sandwich').click();
    const rows = window.locator('table tr');
    await expect(rows.filter({ hasText: 'heavy' }).first()).toBeVisible();
    const shown = await rows.allInnerTexts();
    const largest = functions.top.filter(({ self }) => self > 1);
    expect(largest.length).toBeGreaterThan(1);
    for (const { function: name, self, total } of largest) {
      const row = shown.find((text) => text.trim().endsWith(name));
      expect(row, name).toBeDefined();
      const times = [...row!.matchAll(/([\d.]+)(ms|s)\b/g)].map(
        ([, figure, unit]) => Number(figure) * (unit === 's' ? 1000 : 1),
      );
      // The table has the total first, rounded to two digits behind the point.
      expect(Math.abs(times[0]! - total), `total of ${name}`).toBeLessThanOrEqual(
        total >= 1000 ? 5.1 : 0.0051,
      );
      expect(Math.abs(times[1]! - self), `self of ${name}`).toBeLessThanOrEqual(
        self >= 1000 ? 5.1 : 0.0051,
      );
    }
  } finally {
    await app.close();
  }
});
