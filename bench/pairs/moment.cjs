'use strict';
/** A date of n opening parentheses in RFC 2822 form. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const moment = require(folder);
console.log(moment('('.repeat(n), moment.RFC_2822).isValid());
