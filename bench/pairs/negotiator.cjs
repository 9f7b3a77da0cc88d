'use strict';
/** A language with n hyphens and a blank in it. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const Negotiator = require(folder);
const headers = { 'accept-language': `a${'-'.repeat(n)} x ` };
console.log(new Negotiator({ headers }).languages().length);
