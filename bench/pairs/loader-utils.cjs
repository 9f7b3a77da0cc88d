'use strict';
/** A file name template of n opening brackets. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { interpolateName } = require(folder);
const context = { resourcePath: '/a/b.js' };
console.log(interpolateName(context, '['.repeat(n), { content: 'x' }).length);
