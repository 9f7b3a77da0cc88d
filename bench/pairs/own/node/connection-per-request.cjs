'use strict';
/** n requests to a server, each by a connection of its own, or all by one. */
const net = require('node:net');
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const server = net.createServer((socket) => {
  socket.on('data', (data) => socket.write(`${data.length}\n`));
});
let kept = null;

function connect() {
  return new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1', () => resolve(socket));
  });
}

async function request(text) {
  const socket = mode === 'slow' ? await connect() : (kept ??= await connect());
  const answer = await new Promise((resolve) => {
    socket.once('data', (data) => resolve(Number(data)));
    socket.write(text);
  });
  if (mode === 'slow') socket.destroy();
  return answer;
}

server.listen(0, '127.0.0.1', async () => {
  let sum = 0;
  for (let index = 0; index < n; index += 1) sum += await request('x'.repeat(1 + (index % 9)));
  console.log(sum);
  kept?.destroy();
  server.close();
});
