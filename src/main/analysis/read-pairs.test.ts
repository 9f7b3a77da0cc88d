import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPairs } from './read-pairs';

test('pairs are read from the project file as it is now, and a wrong file has none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-pairs-'));
  try {
    const write = (text: string) => writeFile(join(folder, 'touchstone.json'), text);
    expect(await readPairs(folder)).toEqual([]);
    const pair = {
      candidate: { function: 'scan', file: 'db.js' },
      reference: { function: 'seek' },
    };
    await write(JSON.stringify({ pairs: [pair] }));
    expect(await readPairs(folder)).toEqual([pair]);
    for (const text of ['{', 'null', '{"pairs":[{"candidate":"scan"}]}']) {
      await write(text);
      expect(await readPairs(folder), text).toEqual([]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
