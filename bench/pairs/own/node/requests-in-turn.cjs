'use strict';
/** n requests over connections that are kept, to a server that takes 4 ms for each: one after the other, or all at once. */
const http = require('node:http');
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
const server = http.createServer((request, response) => {
  setTimeout(() => response.end(String(Number(request.url.slice(1)) * 3)), 4);
});

function getItem(port, id) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path: `/${id}`, agent }, (response) => {
      let body = '';
      response.on('data', (data) => (body += data));
      response.on('end', () => resolve(Number(body)));
    });
    request.on('error', reject);
  });
}

async function loadAll(port, ids) {
  const items = [];
  for (const id of ids) items.push(await getItem(port, id));
  return items;
}

function loadTogether(port, ids) {
  return Promise.all(ids.map((id) => getItem(port, id)));
}

server.listen(0, '127.0.0.1', async () => {
  const ids = Array.from({ length: n }, (_, index) => index);
  const load = mode === 'slow' ? loadAll : loadTogether;
  const items = await load(server.address().port, ids);
  console.log(items.reduce((sum, each) => sum + each, 0));
  agent.destroy();
  server.close();
});
