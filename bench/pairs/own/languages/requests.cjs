/** 20,000 requests to a table of n records by their key: each goes through the table, or asks a map. The same program as records.c. */
'use strict';

const REQUESTS = 20000;
const FIELDS = 4;

const entries = [];
const byKey = new Map();
let state = 2463534242;
let sum = 0;
const text = [];

function scramble(shift) {
  state = (shift & 1 ? state ^ (state >>> 17) : state ^ (state << shift)) >>> 0;
  return state;
}

function hasName(entry, name) {
  return entry.name === name;
}

function lookThrough(name) {
  for (const entry of entries) if (hasName(entry, name)) return entry;
  return null;
}

function lookUp(name) {
  return byKey.get(name) ?? null;
}

function addToSum(value) {
  sum = (Math.imul(sum, 31) + value) >>> 0;
}

function writeDigit(at, rest) {
  text[at] = 48 + (rest % 10);
}

function answerRequest(isSlow) {
  scramble(10);
  scramble(17);
  const number = scramble(4) % entries.length;
  const name = `customer-${String(number).padStart(9, '0')}`;
  const found = isSlow ? lookThrough(name) : lookUp(name);
  for (let field = 0; field < FIELDS; field += 1) addToSum(found.fields[field]);
  let length = 0;
  for (let rest = number; rest > 0; rest = Math.floor(rest / 10)) writeDigit(length++, rest);
  sum = (sum + (length > 0 ? text[0] : 0)) >>> 0;
}

function loadEntries(n) {
  for (let row = 0; row < n; row += 1) {
    const fields = Array.from({ length: FIELDS }, (_, field) => row + field);
    const entry = { name: `customer-${String(row).padStart(9, '0')}`, fields };
    entries.push(entry);
    byKey.set(entry.name, entry);
  }
}

const [mode, n] = process.argv.slice(2);
loadEntries(Number(n));
for (let request = 0; request < REQUESTS; request += 1) answerRequest(mode === 'slow');
console.log(String(sum));
