/** Arithmetic of `operations`, computed without eval. */

type Operator = '+' | '-' | '*' | '/' | '(' | 'negate';

const PRECEDENCE: Record<Exclude<Operator, '('>, number> = {
  '+': 1,
  '-': 1,
  '*': 2,
  '/': 2,
  negate: 3,
};

/**
 * The number of operations at size n: a number as it is, or a template such as `{n}*10` or `({n}+1)/2`.
 * Null when the template is not arithmetic or the result is not a finite number above 0.
 */
export function resolveOperations(
  template: number | string,
  n: number,
  m: number | null = null,
): number | null {
  const value = typeof template === 'number' ? template : computeArithmetic(template, n, m);
  return value !== null && Number.isFinite(value) && value > 0 ? value : null;
}

/** Two stacks (values and operators), so that no depth of brackets can overflow the call stack. */
function computeArithmetic(text: string, n: number, m: number | null): number | null {
  const tokens = text.match(/\{[nm]\}|\d+|[-+*/()]|\S/g) ?? [];
  const values: number[] = [];
  const operators: Operator[] = [];
  let expectsValue = true;
  for (const token of tokens) {
    if (token === '{n}' || token === '{m}' || /^\d+$/.test(token)) {
      if (!expectsValue || (token === '{m}' && m === null)) return null;
      values.push(token === '{n}' ? n : token === '{m}' ? m! : Number(token));
      expectsValue = false;
    } else if (token === '(') {
      if (!expectsValue) return null;
      operators.push('(');
    } else if (token === ')') {
      if (expectsValue) return null;
      while (operators.length > 0 && operators.at(-1) !== '(') applyOperator(values, operators);
      if (operators.pop() !== '(') return null;
    } else if (token === '+' || token === '-' || token === '*' || token === '/') {
      if (expectsValue && token !== '-') return null;
      const operator = expectsValue ? 'negate' : token;
      if (!expectsValue) {
        while (bindsTighter(operators.at(-1), operator)) applyOperator(values, operators);
      }
      operators.push(operator);
      expectsValue = true;
    } else return null;
  }
  if (expectsValue) return null;
  while (operators.length > 0) {
    if (operators.at(-1) === '(') return null;
    applyOperator(values, operators);
  }
  return values[0] ?? null;
}

function bindsTighter(top: Operator | undefined, next: Exclude<Operator, '('>): boolean {
  return top !== undefined && top !== '(' && PRECEDENCE[top] >= PRECEDENCE[next];
}

function applyOperator(values: number[], operators: Operator[]): void {
  const operator = operators.pop();
  const right = values.pop() ?? Number.NaN;
  if (operator === 'negate') {
    values.push(-right);
    return;
  }
  const left = values.pop() ?? Number.NaN;
  if (operator === '+') values.push(left + right);
  else if (operator === '-') values.push(left - right);
  else if (operator === '*') values.push(left * right);
  else values.push(left / right);
}
