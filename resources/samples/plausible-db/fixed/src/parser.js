import { tokenize } from './tokenizer.js';

/**
 * A recursive descent parser for the supported SQL subset.
 *
 * The result is a syntax tree of plain objects. Names are not resolved here: a column is known by
 * its spelling until the planner looks it up in the catalog.
 */
class Parser {
  #sql;
  #tokens;
  #index = 0;
  #parameterCount = 0;

  constructor(sql) {
    this.#sql = sql;
    this.#tokens = tokenize(sql);
  }

  parseStatement() {
    const statement = this.#parseByKeyword();
    this.#acceptSymbol(';');
    if (this.#peek().type !== 'end') this.#fail('end of statement');
    return { ...statement, parameterCount: this.#parameterCount };
  }

  #parseByKeyword() {
    if (this.#acceptWord('SELECT')) return this.#parseSelect();
    if (this.#acceptWord('INSERT')) return this.#parseInsert();
    if (this.#acceptWord('UPDATE')) return this.#parseUpdate();
    if (this.#acceptWord('DELETE')) return this.#parseDelete();
    if (this.#acceptWord('CREATE')) return this.#parseCreateTable();
    for (const keyword of ['BEGIN', 'COMMIT', 'ROLLBACK']) {
      if (this.#acceptWord(keyword)) return { type: keyword.toLowerCase() };
    }
    return this.#fail('a statement');
  }

  #parseCreateTable() {
    this.#expectWord('TABLE');
    let ifNotExists = false;
    if (this.#acceptWord('IF')) {
      this.#expectWord('NOT');
      this.#expectWord('EXISTS');
      ifNotExists = true;
    }
    const table = this.#expectName();
    const columns = this.#parseList(() => this.#parseColumnDefinition());
    return { type: 'create-table', table, columns, ifNotExists, sql: this.#sql };
  }

  #parseColumnDefinition() {
    const name = this.#expectName();
    const column = { name, dataType: '', primaryKey: false, notNull: false };
    if (this.#peek().type === 'word' && !this.#isConstraint()) {
      column.dataType = this.#expectName().toUpperCase();
    }
    while (this.#isConstraint()) {
      if (this.#acceptWord('PRIMARY')) {
        this.#expectWord('KEY');
        column.primaryKey = true;
      } else {
        this.#expectWord('NOT');
        this.#expectWord('NULL');
        column.notNull = true;
      }
    }
    return column;
  }

  #isConstraint() {
    return this.#isWord('PRIMARY') || this.#isWord('NOT');
  }

  #parseInsert() {
    this.#expectWord('INTO');
    const table = this.#expectName();
    let columns = null;
    if (this.#isSymbol('(')) columns = this.#parseList(() => this.#expectName());
    this.#expectWord('VALUES');
    const rows = [];
    do {
      rows.push(this.#parseList(() => this.#parseOperand()));
    } while (this.#acceptSymbol(','));
    return { type: 'insert', table, columns, rows };
  }

  #parseSelect() {
    const columns = [];
    do {
      columns.push(this.#parseResultColumn());
    } while (this.#acceptSymbol(','));
    this.#expectWord('FROM');
    const table = this.#expectName();
    const where = this.#parseWhere();
    const orderBy = this.#parseOrderBy();
    const limit = this.#acceptWord('LIMIT') ? this.#parseOperand() : null;
    return { type: 'select', columns, table, where, orderBy, limit };
  }

  #parseResultColumn() {
    if (this.#acceptSymbol('*')) return { type: 'star' };
    const name = this.#expectName();
    let column = { type: 'column', name };
    let label = name;
    if (this.#acceptSymbol('(')) {
      const argument = this.#acceptSymbol('*') ? '*' : this.#expectName();
      this.#expectSymbol(')');
      column = { type: 'aggregate', function: name.toUpperCase(), argument };
      label = `${name}(${argument})`;
    }
    if (this.#acceptWord('AS')) label = this.#expectName();
    return { ...column, label };
  }

  #parseOrderBy() {
    const terms = [];
    if (!this.#acceptWord('ORDER')) return terms;
    this.#expectWord('BY');
    do {
      const name = this.#expectName();
      const descending = this.#acceptWord('DESC');
      if (!descending) this.#acceptWord('ASC');
      terms.push({ name, descending });
    } while (this.#acceptSymbol(','));
    return terms;
  }

  #parseUpdate() {
    const table = this.#expectName();
    this.#expectWord('SET');
    const assignments = [];
    do {
      const column = this.#expectName();
      this.#expectSymbol('=');
      assignments.push({ column, value: this.#parseOperand() });
    } while (this.#acceptSymbol(','));
    return { type: 'update', table, assignments, where: this.#parseWhere() };
  }

  #parseDelete() {
    this.#expectWord('FROM');
    return { type: 'delete', table: this.#expectName(), where: this.#parseWhere() };
  }

  #parseWhere() {
    if (!this.#acceptWord('WHERE')) return null;
    let condition = this.#parseComparison();
    while (this.#acceptWord('AND')) {
      condition = { type: 'and', left: condition, right: this.#parseComparison() };
    }
    return condition;
  }

  #parseComparison() {
    const left = this.#parseOperand();
    const token = this.#next();
    if (token.type !== 'symbol' || !['=', '<', '>', '<=', '>='].includes(token.value)) {
      this.#fail('a comparison operator', token);
    }
    return { type: 'compare', operator: token.value, left, right: this.#parseOperand() };
  }

  #parseOperand() {
    const negative = this.#acceptSymbol('-');
    const token = this.#next();
    if (token.type === 'number') {
      return { type: 'literal', value: negative ? -token.value : token.value };
    }
    if (negative) this.#fail('a number', token);
    if (token.type === 'string') return { type: 'literal', value: token.value };
    if (token.type === 'parameter') return { type: 'parameter', index: this.#parameterCount++ };
    if (token.type !== 'word') this.#fail('a value or a column', token);
    if (token.value.toUpperCase() === 'NULL') return { type: 'literal', value: null };
    return { type: 'column', name: token.value };
  }

  #parseList(parseItem) {
    this.#expectSymbol('(');
    const items = [];
    do {
      items.push(parseItem());
    } while (this.#acceptSymbol(','));
    this.#expectSymbol(')');
    return items;
  }

  #peek() {
    return this.#tokens[this.#index];
  }

  #next() {
    return this.#tokens[this.#index++];
  }

  #isWord(keyword) {
    const token = this.#peek();
    return token.type === 'word' && token.value.toUpperCase() === keyword;
  }

  #isSymbol(symbol) {
    const token = this.#peek();
    return token.type === 'symbol' && token.value === symbol;
  }

  #acceptWord(keyword) {
    if (!this.#isWord(keyword)) return false;
    this.#index += 1;
    return true;
  }

  #acceptSymbol(symbol) {
    if (!this.#isSymbol(symbol)) return false;
    this.#index += 1;
    return true;
  }

  #expectWord(keyword) {
    if (!this.#acceptWord(keyword)) this.#fail(keyword);
  }

  #expectSymbol(symbol) {
    if (!this.#acceptSymbol(symbol)) this.#fail(`"${symbol}"`);
  }

  #expectName() {
    const token = this.#peek();
    if (token.type !== 'word') this.#fail('a name');
    this.#index += 1;
    return token.value;
  }

  #fail(expected, token = this.#peek()) {
    const found = token.type === 'end' ? 'the end of the statement' : `"${token.value}"`;
    throw new SyntaxError(`expected ${expected} but found ${found} at position ${token.position}`);
  }
}

/**
 * Parses one SQL statement into its syntax tree.
 *
 * @throws {SyntaxError} with the position of the first token that does not fit.
 */
export function parseStatement(sql) {
  return new Parser(sql).parseStatement();
}
