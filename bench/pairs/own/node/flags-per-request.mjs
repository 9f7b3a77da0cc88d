// N requests; the feature flags are read and parsed for each, or kept.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const path = join(process.env.TOUCHSTONE_DATA ?? '/tmp', 'flags.json');
await writeFile(
  path,
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`flag${i}`, { on: i % 2 === 0, share: i }]),
    ),
  ),
);
const flags = async () => JSON.parse(await readFile(path, 'utf8'));
let kept;
const isOn = async (i) => {
  const all = mode === 'slow' ? await flags() : (kept ??= await flags());
  return all[`flag${i % 500}`].on;
};
let on = 0;
for (let i = 0; i < n; i += 1) if (await isOn(i)) on += 1;
console.log(on);
