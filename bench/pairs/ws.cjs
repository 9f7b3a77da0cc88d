'use strict';
/** An upgrade request whose list of protocols holds n spaces. */
const { Duplex } = require('node:stream');
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const server = new (require(folder).Server)({ noServer: true });
const socket = new Duplex({
  read() {},
  write(_chunk, _encoding, done) {
    done();
  },
});
socket.setTimeout = () => socket;
socket.setNoDelay = () => socket;
const headers = {
  upgrade: 'websocket',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-version': '13',
  'sec-websocket-protocol': `b${' '.repeat(n)}x`,
};
server.handleUpgrade({ method: 'GET', url: '/', headers }, socket, Buffer.alloc(0), (client) => {
  console.log(client.protocol.length);
  client.terminate();
});
