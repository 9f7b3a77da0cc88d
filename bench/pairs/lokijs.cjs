'use strict';
/** n documents inserted into an indexed collection, one looked up after every 20th. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const Loki = require(folder);
const collection = new Loki('pairs.db').addCollection('items', { indices: ['key'] });
let found = 0;
for (let index = 0; index < n; index += 1) {
  collection.insert({ key: (index * 7919) % 1000003 });
  if (index % 20 === 0) found += collection.find({ key: (index * 7919) % 1000003 }).length;
}
console.log(found);
