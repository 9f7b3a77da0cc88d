import { BTree } from './btree.js';
import { compareValues, evaluate, isMet, ROWID } from './expression.js';
import { decodeRow, encodeRow } from './row-codec.js';

const MIN_ROWID = -(2 ** 47);
const MAX_ROWID = 2 ** 47 - 1;
const NO_CHANGE = { rows: [], changes: 0, lastInsertRowid: 0 };

/** The first and the last rowid to visit, or null when no row can match. */
function rowidBounds(access, params) {
  if (access.type === 'seek') {
    const key = evaluate(access.key, null, 0, params);
    return Number.isSafeInteger(key) ? [key, key] : null;
  }
  const lower = access.lower ? evaluate(access.lower, null, 0, params) : MIN_ROWID;
  const upper = access.upper ? evaluate(access.upper, null, 0, params) : MAX_ROWID;
  if (lower === null || upper === null) return null;
  // Text sorts above every number, so it bounds nothing from above and everything from below.
  if (typeof lower === 'string') return null;
  return [Math.ceil(lower), typeof upper === 'string' ? MAX_ROWID : Math.floor(upper)];
}

function isRowMet(conditions, row, rowid, params) {
  for (const condition of conditions) {
    if (!isMet(condition, row, rowid, params)) return false;
  }
  return true;
}

/**
 * Calls `visit(row, rowid)` for each row that the plan selects, in rowid order, until it returns
 * false. The row array is used again for the next row.
 */
function scanTable(plan, params, pager, visit) {
  const bounds = rowidBounds(plan.access, params);
  if (!bounds) return;
  const { table, conditions, wanted } = plan;
  const row = new Array(table.columns.length).fill(null);
  const cursor = new BTree(pager, table.root).cursor();
  for (cursor.seek(bounds[0]); cursor.valid && cursor.key <= bounds[1]; cursor.next()) {
    decodeRow(cursor.page, cursor.offset, wanted, row);
    if (table.rowidColumn !== -1) row[table.rowidColumn] = cursor.key;
    if (!isRowMet(conditions, row, cursor.key, params)) continue;
    if (visit(row, cursor.key) === false) return;
  }
}

function readColumn(index, row, rowid) {
  return index === ROWID ? rowid : row[index];
}

function toResult(columns, row, rowid) {
  const result = {};
  for (const { label, index } of columns) result[label] = readColumn(index, row, rowid);
  return result;
}

/** One row with the aggregates over all selected rows. SUM of no value is NULL. */
function aggregateRows(plan, params, pager) {
  const totals = plan.columns.map(({ aggregate }) => (aggregate === 'COUNT' ? 0 : null));
  scanTable(plan, params, pager, (row, rowid) => {
    for (let index = 0; index < totals.length; index += 1) {
      const column = plan.columns[index];
      const value = readColumn(column.index, row, rowid);
      if (value === null) continue;
      if (column.aggregate === 'COUNT') totals[index] += 1;
      else if (typeof value === 'number') totals[index] += value;
    }
  });
  const result = {};
  plan.columns.forEach(({ label }, index) => {
    result[label] = totals[index];
  });
  return [result];
}

function compareKeys(orderBy, left, right) {
  for (let index = 0; index < orderBy.length; index += 1) {
    const order = compareNullable(left[index], right[index]);
    if (order !== 0) return orderBy[index].descending ? -order : order;
  }
  return 0;
}

/** Like `compareValues`, with NULL before everything else. */
function compareNullable(left, right) {
  if (left === null || right === null) return Number(right === null) - Number(left === null);
  return compareValues(left, right);
}

function evaluateLimit(limit, params) {
  const value = limit ? evaluate(limit, null, 0, params) : -1;
  return value === null || value < 0 ? Infinity : value;
}

function executeSelect(plan, params, pager) {
  const limit = evaluateLimit(plan.limit, params);
  if (plan.aggregated) return aggregateRows(plan, params, pager).slice(0, limit);
  const { columns, orderBy } = plan;
  const rows = [];
  if (limit === 0) return rows;
  if (orderBy.length === 0) {
    scanTable(plan, params, pager, (row, rowid) => {
      rows.push(toResult(columns, row, rowid));
      return rows.length < limit;
    });
    return rows;
  }
  scanTable(plan, params, pager, (row, rowid) => {
    const keys = orderBy.map(({ index }) => readColumn(index, row, rowid));
    rows.push({ keys, result: toResult(columns, row, rowid) });
  });
  rows.sort((left, right) => compareKeys(orderBy, left.keys, right.keys));
  return rows.slice(0, limit).map(({ result }) => result);
}

function checkNotNull(table, values) {
  table.columns.forEach(({ name, notNull }, index) => {
    if (notNull && values[index] === null && index !== table.rowidColumn) {
      throw new Error(`NOT NULL constraint failed: ${table.name}.${name}`);
    }
  });
}

/** The values of a new row in column order; its rowid column is stored as NULL. */
function buildRow(plan, expressions, params) {
  const { table, targets } = plan;
  const values = new Array(table.columns.length).fill(null);
  let rowid = null;
  expressions.forEach((expression, index) => {
    const value = evaluate(expression, null, 0, params);
    const target = targets[index];
    if (target === ROWID || target === table.rowidColumn) rowid = value;
    else values[target] = value;
  });
  if (rowid !== null && !(Number.isInteger(rowid) && rowid >= MIN_ROWID && rowid <= MAX_ROWID)) {
    throw new TypeError(`not a rowid: ${rowid}`);
  }
  checkNotNull(table, values);
  return { rowid, values };
}

/** Inserts all rows of the statement or, when one of them cannot be, none. */
function executeInsert(plan, params, pager) {
  const tree = new BTree(pager, plan.table.root);
  const rows = plan.rows.map((expressions) => buildRow(plan, expressions, params));
  const used = new Set();
  let greatest = -Infinity;
  for (const row of rows) {
    if (row.rowid === null) row.rowid = Math.max(greatest, tree.lastKey()) + 1;
    if (used.has(row.rowid) || tree.has(row.rowid)) {
      throw new Error(`UNIQUE constraint failed: ${plan.table.name}, rowid ${row.rowid}`);
    }
    used.add(row.rowid);
    greatest = Math.max(greatest, row.rowid);
    encodeRow(row.values);
  }
  for (const { rowid, values } of rows) tree.insert(rowid, encodeRow(values));
  return { rows: [], changes: rows.length, lastInsertRowid: rows[rows.length - 1].rowid };
}

/** Updates all selected rows or, when one of them cannot be, none. */
function executeUpdate(plan, params, pager) {
  const { table, assignments } = plan;
  const tree = new BTree(pager, table.root);
  const changed = [];
  scanTable(plan, params, pager, (row, rowid) => {
    const values = [...row];
    for (const { index, value } of assignments) values[index] = evaluate(value, row, rowid, params);
    if (table.rowidColumn !== -1) values[table.rowidColumn] = null;
    checkNotNull(table, values);
    encodeRow(values);
    changed.push({ rowid, values });
  });
  for (const { rowid, values } of changed) tree.update(rowid, encodeRow(values));
  return { ...NO_CHANGE, changes: changed.length };
}

function executeDelete(plan, params, pager) {
  const tree = new BTree(pager, plan.table.root);
  const rowids = [];
  scanTable(plan, params, pager, (row, rowid) => {
    rowids.push(rowid);
  });
  for (const rowid of rowids) tree.delete(rowid);
  return { ...NO_CHANGE, changes: rowids.length };
}

/** Runs a plan and returns `{ rows, changes, lastInsertRowid }`. */
export function executePlan(plan, params, pager, catalog) {
  switch (plan.type) {
    case 'select':
      return { ...NO_CHANGE, rows: executeSelect(plan, params, pager) };
    case 'insert':
      return executeInsert(plan, params, pager);
    case 'update':
      return executeUpdate(plan, params, pager);
    case 'delete':
      return executeDelete(plan, params, pager);
    default:
      if (plan.statement) catalog.createTable(plan.statement);
      return NO_CHANGE;
  }
}
