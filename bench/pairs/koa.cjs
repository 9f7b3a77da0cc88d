'use strict';
/** Proxy headers with n spaces between two words. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const app = new (require(folder))({ proxy: true });
const headers = {
  'x-forwarded-proto': `http${' '.repeat(n)}x`,
  'x-forwarded-for': `a${' '.repeat(n)}b`,
};
const { request } = app.createContext({ headers, socket: {} }, {});
console.log(request.ips.length, request.protocol.length);
