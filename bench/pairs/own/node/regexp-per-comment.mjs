// N comments: a RegExp of 400 words made for each, or once.
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const words = Array.from({ length: 400 }, (_, i) => `bad${i}word`);
const make = () => new RegExp(`\\b(${words.join('|')})\\b`, 'gi');
const shared = make();
const censorSlow = (text) => text.replace(make(), '***');
const censorFast = (text) => text.replace(shared, '***');
let length = 0;
for (let i = 0; i < n; i += 1)
  length += (mode === 'slow' ? censorSlow : censorFast)(
    `hello bad${i % 500}word and goodbye ${i}`,
  ).length;
console.log(length);
