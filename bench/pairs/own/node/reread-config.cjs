'use strict';
/** A price list read and parsed for each of n orders, or once. */
const fs = require('node:fs');
const { join } = require('node:path');
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const path = join(process.env.TOUCHSTONE_DATA ?? require('node:os').tmpdir(), 'prices.json');
const prices = Object.fromEntries(Array.from({ length: 800 }, (_, id) => [`item-${id}`, id * 3]));
fs.writeFileSync(path, JSON.stringify({ currency: 'EUR', prices }));
let kept = null;

function readPrices() {
  return JSON.parse(fs.readFileSync(path, 'utf8'));
}

function priceOrder(index) {
  if (mode === 'slow') return readPrices().prices[`item-${index % 800}`];
  kept ??= readPrices();
  return kept.prices[`item-${index % 800}`];
}

let sum = 0;
for (let index = 0; index < n; index += 1) sum += priceOrder(index);
console.log(sum);
