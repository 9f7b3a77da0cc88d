'use strict';
/** A request with an authorisation of n spaces. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { RequestError } = require(folder);
const headers = { authorization: `${' '.repeat(n)}\n` };
const request = { method: 'GET', url: 'https://example.org', headers };
console.log(new RequestError('failed', 500, { request }).status);
