'use strict';
/** A request for GraphQL that accepts a type of n words. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { endpoint } = require(folder);
const headers = { accept: `a${'preview'.repeat(n)}` };
const mediaType = { previews: ['x'], format: 'raw' };
console.log(endpoint({ method: 'GET', url: '/graphql', headers, mediaType }).method);
