'use strict';
/** Points moved n times, each time as new objects that live for a while, or in place. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);
let points = Array.from({ length: 5000 }, (_, id) => ({ x: id, y: -id, name: { text: `p${id}` } }));
const trail = [];

function movePoints(by) {
  if (mode === 'fixed') {
    for (const point of points) {
      point.x += by;
      point.y += by;
    }
    return;
  }
  points = points.map((point) => ({ x: point.x + by, y: point.y + by, name: { ...point.name } }));
  trail.push(points);
  if (trail.length > 40) trail.shift();
}

for (let index = 0; index < n; index += 1) movePoints(index % 3);
console.log(points.reduce((sum, { x, y }) => sum + x + y, 0));
