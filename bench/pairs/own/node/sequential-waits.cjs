'use strict';
/** n answers of a server that takes 4 ms for each, asked for one after the other or all at once. */
const net = require('node:net');
const [mode, size] = process.argv.slice(2);
const n = Number(size);

const server = net.createServer((socket) => {
  socket.on('data', (data) => {
    for (const line of data.toString().trim().split('\n')) {
      setTimeout(() => socket.write(`${Number(line) * 2}\n`), 4);
    }
  });
});

function openClient(port) {
  const waiting = [];
  const socket = net.connect(port, '127.0.0.1');
  socket.on('data', (data) => {
    for (const line of data.toString().trim().split('\n')) waiting.shift()(Number(line));
  });
  return {
    ask: (value) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        socket.write(`${value}\n`);
      }),
    close: () => socket.destroy(),
  };
}

async function askInTurn(client) {
  let sum = 0;
  for (let index = 0; index < n; index += 1) sum += await client.ask(index);
  return sum;
}

async function askTogether(client) {
  const answers = await Promise.all(Array.from({ length: n }, (_, index) => client.ask(index)));
  return answers.reduce((sum, answer) => sum + answer, 0);
}

server.listen(0, '127.0.0.1', async () => {
  const client = openClient(server.address().port);
  console.log(mode === 'slow' ? await askInTurn(client) : await askTogether(client));
  client.close();
  server.close();
});
