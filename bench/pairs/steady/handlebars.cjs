'use strict';
/** A table of n rows, rendered by one template. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const render = require(folder).compile(
  '{{#each rows}}<tr><td>{{name}}</td>{{#if even}}<td>{{deep.text}}</td>{{/if}}</tr>{{/each}}',
);
const rows = Array.from({ length: n }, (_, i) => ({
  name: `row <${i}>`,
  even: i % 2 === 0,
  deep: { text: 'x & y' },
}));
console.log(render({ rows }).length);
