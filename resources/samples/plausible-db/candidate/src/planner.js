import { resolveColumn, resolveExpression, ROWID, splitConditions } from './expression.js';

const AGGREGATES = new Set(['COUNT', 'SUM']);
const MIRRORED = { '=': '=', '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function findTable(tables, name) {
  const table = tables.get(name.toLowerCase());
  if (!table) throw new Error(`no such table: ${name}`);
  return table;
}

/** Whether a resolved expression is the rowid, the key that the table's B-tree is sorted by. */
function isRowid(node) {
  return node.type === 'column' && node.index === ROWID;
}

/** Turns a condition on the rowid into `{ operator, key }`; null for any other condition. */
function matchRowidCondition({ operator, left, right }) {
  if (isRowid(left) && right.type !== 'column') return { operator, key: right };
  if (isRowid(right) && left.type !== 'column') {
    return { operator: MIRRORED[operator], key: left };
  }
  return null;
}

/**
 * Chooses how the rows are found: `seek` for one rowid, `range` for rowids between bounds, `scan`
 * for all rows of the table.
 */
function chooseAccess(conditions) {
  const access = { type: 'scan', key: null, lower: null, upper: null };
  for (const condition of conditions) {
    const match = matchRowidCondition(condition);
    if (!match) continue;
    if (match.operator === '=') return { ...access, type: 'seek', key: match.key };
    access.type = 'range';
    if (match.operator.startsWith('>')) access.lower = match.key;
    else access.upper = match.key;
  }
  return access;
}

/** Marks the columns that a statement reads, so that the others need not be decoded. */
function markColumns(wanted, ...indexes) {
  for (const index of indexes) if (index !== ROWID) wanted[index] = true;
}

/** The part of a plan that SELECT, UPDATE and DELETE share: which rows, and how to get to them. */
function planRows(table, where) {
  const conditions = splitConditions(where).map((node) => resolveExpression(table, node));
  const wanted = table.columns.map(() => false);
  for (const { left, right } of conditions) {
    if (left.type === 'column') markColumns(wanted, left.index);
    if (right.type === 'column') markColumns(wanted, right.index);
  }
  return { table, conditions, wanted, access: chooseAccess(conditions) };
}

function planResultColumns(table, columns) {
  return columns.flatMap((column) => {
    if (column.type === 'star') {
      return table.columns.map(({ name }, index) => ({ label: name, index, aggregate: null }));
    }
    if (column.type === 'column') {
      const index = resolveColumn(table, column.name);
      return [{ label: column.label, index, aggregate: null }];
    }
    if (!AGGREGATES.has(column.function)) throw new Error(`no such function: ${column.function}`);
    const counting = column.function === 'COUNT' && column.argument === '*';
    const index = counting ? ROWID : resolveColumn(table, column.argument);
    return [{ label: column.label, index, aggregate: column.function }];
  });
}

function planSelect(statement, tables) {
  const table = findTable(tables, statement.table);
  const rows = planRows(table, statement.where);
  const columns = planResultColumns(table, statement.columns);
  const aggregates = columns.filter(({ aggregate }) => aggregate !== null).length;
  if (aggregates !== 0 && aggregates !== columns.length) {
    throw new Error('aggregates and plain columns cannot be mixed');
  }
  const orderBy = statement.orderBy.map(({ name, descending }) => ({
    index: resolveColumn(table, name),
    descending,
  }));
  markColumns(rows.wanted, ...columns.map(({ index }) => index));
  markColumns(rows.wanted, ...orderBy.map(({ index }) => index));
  return {
    type: 'select',
    ...rows,
    columns,
    orderBy,
    limit: statement.limit,
    aggregated: aggregates > 0,
  };
}

function planInsert(statement, tables) {
  const table = findTable(tables, statement.table);
  const names = statement.columns ?? table.columns.map(({ name }) => name);
  const targets = names.map((name) => resolveColumn(table, name));
  for (const values of statement.rows) {
    if (values.length === targets.length) continue;
    throw new Error(`${values.length} values for ${targets.length} columns`);
  }
  return { type: 'insert', table, targets, rows: statement.rows };
}

function planUpdate(statement, tables) {
  const table = findTable(tables, statement.table);
  const rows = planRows(table, statement.where);
  const assignments = statement.assignments.map(({ column, value }) => {
    const index = resolveColumn(table, column);
    if (index === ROWID || index === table.rowidColumn) {
      throw new Error('the primary key of a row cannot be changed');
    }
    return { index, value: resolveExpression(table, value) };
  });
  rows.wanted.fill(true);
  return { type: 'update', ...rows, assignments };
}

/**
 * Turns a syntax tree into a plan for the executor.
 *
 * @throws {Error} when the statement names a table, column or function that does not exist.
 */
export function planStatement(statement, tables) {
  switch (statement.type) {
    case 'select':
      return planSelect(statement, tables);
    case 'insert':
      return planInsert(statement, tables);
    case 'update':
      return planUpdate(statement, tables);
    case 'delete':
      return { type: 'delete', ...planRows(findTable(tables, statement.table), statement.where) };
    case 'create-table': {
      const exists = tables.has(statement.table.toLowerCase());
      if (exists && !statement.ifNotExists) {
        throw new Error(`table ${statement.table} already exists`);
      }
      return { type: 'create-table', statement: exists ? null : statement };
    }
    default:
      throw new Error(`cannot plan ${statement.type}`);
  }
}
