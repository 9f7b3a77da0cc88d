'use strict';
/** An index of n records built by copying it for each, or in place. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);

function indexBySpread(records) {
  return records.reduce((index, record) => ({ ...index, [record.key]: record }), {});
}

function indexInPlace(records) {
  const index = {};
  for (const record of records) index[record.key] = record;
  return index;
}

const records = Array.from({ length: n }, (_, id) => ({ key: `key ${id}`, id }));
const index = mode === 'slow' ? indexBySpread(records) : indexInPlace(records);
console.log(Object.keys(index).length);
