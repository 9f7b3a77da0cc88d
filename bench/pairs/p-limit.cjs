'use strict';
/** n tasks queued at once behind a limit of one. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const limit = require(folder)(1);
const tasks = Array.from({ length: n }, (_, index) => limit(async () => index));
void Promise.all(tasks).then((done) => console.log(done.length));
