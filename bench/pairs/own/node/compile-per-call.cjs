'use strict';
/** A schema turned into a checking function for each of n messages, or once. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const schema = Object.fromEntries(
  Array.from({ length: 40 }, (_, id) => [`field${id}`, id % 2 === 0 ? 'number' : 'string']),
);

function compileSchema(rules) {
  const lines = Object.entries(rules).map(
    ([name, type]) => `if (typeof message[${JSON.stringify(name)}] !== '${type}') return false;`,
  );
  return new Function('message', `${lines.sort().join('\n')}\nreturn true;`);
}

let kept = null;
function checkMessage(message) {
  if (mode === 'slow') return compileSchema(schema)(message);
  kept ??= compileSchema(schema);
  return kept(message);
}

let right = 0;
for (let index = 0; index < n; index += 1) {
  const message = { number: index };
  for (const [name, type] of Object.entries(schema)) {
    message[name] = type === 'number' ? index : `text ${index}`;
  }
  if (checkMessage(message)) right += 1;
}
console.log(right);
