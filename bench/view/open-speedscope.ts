/** The same profile in speedscope. */
import { join } from 'node:path';
import { endPeer } from './end-peer';
import { note, PATIENCE_MS } from './figure-table';
import { awaitNextFrame, readRendererMemory, watchPage } from './measure-page';
import { openPeer } from './open-peer';

/** Opens a file and notes how long it takes, then zooms and searches as often. */
export async function openInSpeedscope(
  { folder, root }: { folder: string; root: string },
  file: string,
  tries: number,
): Promise<void> {
  const page0 = join(root, 'node_modules/speedscope/dist/release/index.html');
  const { app, page } = await openPeer(folder, page0);
  try {
    await watchPage(page);
    const started = Date.now();
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('Left Heavy').first().waitFor({ timeout: PATIENCE_MS });
    await page.evaluate('watcher.presented()');
    note('speedscope', 'file to first graph', Date.now() - started, 'ms');
    const order = await awaitNextFrame(page, 'pointerup', () =>
      page.getByText('Left Heavy').first().click(),
    );
    note('speedscope', 'left heavy', order, 'ms');
    for (let turn = 0; turn < tries; turn++) {
      const x = 60 + (1300 * turn) / tries;
      const y = 200 + 20 * (turn % 9);
      note(
        'speedscope',
        'zoom',
        await awaitNextFrame(page, 'dblclick', () => page.mouse.dblclick(x, y)),
        'ms',
      );
      await page.waitForTimeout(400);
      await page.keyboard.press('0');
      await page.waitForTimeout(150);
    }
    await page.keyboard.press('Control+f');
    for (let turn = 0; turn < tries; turn++) {
      const type = () => page.keyboard.type(String(turn % 10));
      note('speedscope', 'search', await awaitNextFrame(page, 'input', type), 'ms');
      await page.keyboard.press('Backspace');
      await page.waitForTimeout(150);
    }
    note('speedscope', 'renderer memory', (await readRendererMemory(app)) / 1e6, 'MB');
  } catch (error) {
    console.log(
      `speedscope: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
    note('speedscope', 'file to first graph', Infinity, 'ms');
  } finally {
    await endPeer(app);
  }
}
