/** Resolving names and evaluating the expressions of a statement. */

/** The index that stands for the rowid in place of a column. */
export const ROWID = -1;

const ROWID_NAMES = new Set(['rowid', '_rowid_', 'oid']);

/** The index of a column in its table, or `ROWID`. A column hides a rowid name. */
export function resolveColumn(table, name) {
  const key = name.toLowerCase();
  const index = table.names.get(key);
  if (index !== undefined) return index;
  if (ROWID_NAMES.has(key)) return ROWID;
  throw new Error(`no such column: ${name}`);
}

/** Returns the expression with its column names replaced by indexes. */
export function resolveExpression(table, node) {
  if (node.type === 'column') return { type: 'column', index: resolveColumn(table, node.name) };
  if (node.type !== 'and' && node.type !== 'compare') return node;
  return {
    ...node,
    left: resolveExpression(table, node.left),
    right: resolveExpression(table, node.right),
  };
}

/** The conditions that AND joins, in the order of the statement. */
export function splitConditions(node) {
  if (node === null) return [];
  if (node.type !== 'and') return [node];
  return [...splitConditions(node.left), ...splitConditions(node.right)];
}

/**
 * Orders two values that are not NULL: numbers before text, text by its characters. Returns a
 * negative number, zero or a positive number.
 */
export function compareValues(left, right) {
  const leftIsText = typeof left === 'string';
  if (leftIsText !== (typeof right === 'string')) return leftIsText ? 1 : -1;
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

/** The value of a literal, a parameter or a column of the current row. */
export function evaluate(node, row, rowid, params) {
  if (node.type === 'column') return node.index === ROWID ? rowid : row[node.index];
  return node.type === 'parameter' ? params[node.index] : node.value;
}

/** Whether the current row meets a condition. A comparison with NULL is never met. */
export function isMet(node, row, rowid, params) {
  const left = evaluate(node.left, row, rowid, params);
  const right = evaluate(node.right, row, rowid, params);
  if (left === null || right === null) return false;
  const order = compareValues(left, right);
  switch (node.operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}
