'use strict';
/** A shortcut with a path of n letters and no project. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { fromUrl } = require(folder);
console.log(String(fromUrl(`a:${'a'.repeat(n)}!`)).length > 0);
