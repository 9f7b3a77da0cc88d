/** A neighbour: keeps one core busy for half of the time, in spells of 50 ms to 2 s, until it is ended. */
import { setTimeout as sleep } from 'node:timers/promises';

for (;;) {
  const spell = 50 * 40 ** Math.random();
  const end = performance.now() + spell;
  while (performance.now() < end);
  await sleep(spell);
}
