'use strict';
/** n dates, each moved by some days and written out. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const dayjs = require(folder);
let length = 0;
for (let index = 0; index < n; index += 1) {
  length += dayjs(1.6e12)
    .add(index % 400, 'day')
    .format('YYYY-MM-DD HH:mm dddd').length;
}
console.log(length);
