'use strict';
/** n changes to a state of a hundred records. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { produce } = require(folder);
let state = { records: Array.from({ length: 100 }, (_, id) => ({ id, count: 0 })) };
for (let index = 0; index < n; index += 1) {
  state = produce(state, (draft) => {
    draft.records[index % 100].count += 1;
  });
}
console.log(state.records[0].count);
