/** The open flame graph as a file: what is in it is what is shown. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { dropFiles } from './drop-files';
import { launchApp } from './launch-app';

test('the open flame graph is saved as PNG and as SVG', async () => {
  await using launched = await launchApp();
  const { app, window, stateFolder, problems } = launched;
  const capture = resolve(import.meta.dirname, '../fixtures/node-20.20/known-shares.cpuprofile');
  await dropFiles(window, [capture]);
  await window.getByRole('tab', { name: 'Flame graph', exact: true }).click();
  const graph = window.getByRole('tree', { name: /^Flame graph of/ });
  const frame = graph.getByRole('treeitem', { name: /^heavy / }).first();
  await expect(frame).toBeAttached();
  const save = async (format: 'PNG' | 'SVG'): Promise<Buffer> => {
    const path = join(stateFolder, `picture.${format.toLowerCase()}`);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await frame.click({ button: 'right' });
    await window.getByRole('menuitem', { name: `Save picture ${format}` }).click();
    await expect(window.getByText(path, { exact: true })).toBeVisible();
    return readFile(path);
  };

  const png = await save('PNG');
  const drawn = await window.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const pixels = new Uint32Array(data.buffer);
    return {
      width: image.width,
      height: image.height,
      colours: new Set(pixels).size,
      clear: pixels.some((pixel) => pixel >>> 24 !== 255),
    };
  }, png.toString('base64'));
  const shown = await graph.evaluate((host) => ({
    width: host.clientWidth,
    height: host.querySelector('.flame-space')!.clientHeight,
  }));
  // The whole graph, also what is scrolled out of sight, at two pixels for one.
  expect(drawn.width).toBe(2 * shown.width);
  expect(drawn.height).toBe(2 * shown.height);
  expect(drawn.colours).toBeGreaterThan(20);
  expect(drawn.clear).toBe(false);

  const svg = (await save('SVG')).toString();
  const read = await window.evaluate((text) => {
    const page = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      broken: page.querySelector('parsererror') !== null,
      boxes: page.querySelectorAll('g > rect').length,
      titles: [...page.querySelectorAll('title')].map((title) => title.textContent),
      fills: [...page.querySelectorAll('rect')].every((box) => box.getAttribute('fill') !== ''),
    };
  }, svg);
  expect(read.broken).toBe(false);
  expect(read.boxes).toBe(Number(await graph.getAttribute('data-frames')));
  expect(read.titles.some((title) => title.startsWith('heavy ('))).toBe(true);
  expect(read.fills).toBe(true);
  expect(problems).toEqual([]);
});
