// A file of N rows: each cell written by itself, or through a stream with a buffer.
import { openSync, writeSync, createWriteStream, closeSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const path = join(process.env.TOUCHSTONE_DATA ?? '/tmp', 'rows.csv');
function exportDirect() {
  const fd = openSync(path, 'w');
  for (let i = 0; i < n; i += 1) for (let c = 0; c < 12; c += 1) writeSync(fd, `${i * c},`);
  closeSync(fd);
}
async function exportBuffered() {
  const out = createWriteStream(path);
  let chunk = '';
  for (let i = 0; i < n; i += 1) {
    for (let c = 0; c < 12; c += 1) chunk += `${i * c},`;
    if (chunk.length > 1 << 16) {
      if (!out.write(chunk)) await once(out, 'drain');
      chunk = '';
    }
  }
  out.end(chunk);
  await once(out, 'finish');
}
await (mode === 'slow' ? exportDirect() : exportBuffered());
console.log(n);
