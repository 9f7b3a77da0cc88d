'use strict';
/** n query strings of some twenty parameters, nested two deep. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const qs = require(folder);
let keys = 0;
for (let index = 0; index < n; index += 1) {
  const text = Array.from({ length: 20 }, (_, i) => `a[${i}][b${index % 7}]=c%20${i}`).join('&');
  keys += Object.keys(qs.parse(text).a).length;
}
console.log(keys);
