// N events appended with fs.promises: a sync after each, or at the end.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const file = await open(join(process.env.TOUCHSTONE_DATA ?? '/tmp', 'events.log'), 'w');
async function persist(event) {
  await file.appendFile(JSON.stringify(event) + '\n');
  if (mode === 'slow') await file.datasync();
}
for (let i = 0; i < n; i += 1) await persist({ id: i, at: i * 10 });
await file.sync();
await file.close();
console.log(n);
