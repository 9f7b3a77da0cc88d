'use strict';
/** n jobs of 4 ms on a timer, looked at again and again until they are done, or told of their end. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);

function startJob() {
  const job = { done: false, ended: null };
  job.ended = new Promise((resolve) => {
    setTimeout(() => {
      job.done = true;
      resolve();
    }, 4);
  });
  return job;
}

async function pollUntilDone(job) {
  while (!job.done) await new Promise((resolve) => setImmediate(resolve));
}

async function run() {
  for (let index = 0; index < n; index += 1) {
    const job = startJob();
    await (mode === 'slow' ? pollUntilDone(job) : job.ended);
  }
  console.log(n);
}
void run();
