/**
 * The program whose heap the benchmark reads: records in a map, an array and a linked list, closures, strings
 * that repeat, a WeakMap. `node bench/heap-allocate.mjs OUT COUNT` writes a heap snapshot of itself to OUT;
 * 40,000 records give a file of about 80 MB.
 */
import { writeHeapSnapshot } from 'node:v8';

class Address {
  constructor(street, city) {
    this.street = street;
    this.city = city;
  }
}

class Customer {
  constructor(id, previous) {
    this.id = id;
    this.name = `customer ${id}`;
    this.previous = previous;
    this.address = new Address(`street ${id % 500}`, `city ${id % 50}`);
    this.orders = [];
  }
}

/** Allocates records that reach each other in several ways, so that dominators are not simply parents. */
function allocate(count) {
  const byName = new Map();
  const all = [];
  const notes = new WeakMap();
  const listeners = [];
  let previous = null;
  for (let id = 0; id < count; id++) {
    const customer = new Customer(id, previous);
    previous = id % 1000 === 999 ? null : customer;
    byName.set(customer.name, customer);
    all.push(customer);
    for (let order = 0; order < 3; order++) {
      customer.orders.push({
        number: order,
        price: id * 1.5,
        lines: [{ sku: id }, { sku: order }],
      });
    }
    if (id % 4 === 0) notes.set(customer, { note: `note ${id}`, of: customer.address });
    if (id % 8 === 0) listeners.push(() => customer.orders.length + id);
  }
  return { byName, all, notes, listeners };
}

const [, , out, count = '40000'] = process.argv;
globalThis.records = allocate(Number(count));
console.log(writeHeapSnapshot(out));
