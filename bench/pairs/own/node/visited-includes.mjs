// Breadth-first search over N nodes: visited.includes or a Set.
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const neighbours = (i) => [(i * 2 + 1) % n, (i * 3 + 2) % n, (i + 1) % n];
function walkList() {
  const queue = [0],
    visited = [0];
  for (let head = 0; head < queue.length; head += 1)
    for (const next of neighbours(queue[head]))
      if (!visited.includes(next)) {
        visited.push(next);
        queue.push(next);
      }
  return visited.length;
}
function walkSet() {
  const queue = [0],
    visited = new Set([0]);
  for (let head = 0; head < queue.length; head += 1)
    for (const next of neighbours(queue[head]))
      if (!visited.has(next)) {
        visited.add(next);
        queue.push(next);
      }
  return visited.size;
}
console.log(mode === 'slow' ? walkList() : walkSet());
