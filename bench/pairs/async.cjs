'use strict';
/** A queue of n tasks of which one runs at a time. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const async = require(folder);
let done = 0;
const queue = async.queue((_, callback) => {
  done += 1;
  setImmediate(callback);
}, 1);
queue.drain = () => console.log(done);
for (let index = 0; index < n; index += 1) queue.push(index);
