/** Makefile → its benchmark, started without make where its recipe is one plain command. */
import { splitCommand } from '../split-command';
import { readText, type Suggested } from './suggestion';

/** The order in which make itself looks. */
const FILES = ['GNUmakefile', 'makefile', 'Makefile'];
const TARGETS = ['bench', 'benchmark', 'perf', 'run'];

interface Rule {
  needs: string[];
  recipe: string[];
}

/** See the head of this file. */
export async function suggestFromMakefile(folder: string): Promise<Suggested> {
  for (const file of FILES) {
    const text = await readText(folder, file);
    if (text === null) continue;
    const rules = readRules(text);
    const target = TARGETS.find((name) => rules.has(name));
    if (target === undefined) return { reason: `${file} has no target ${TARGETS.join(', ')}` };
    const { needs, recipe } = rules.get(target)!;
    const [line] = recipe;
    const words = line === undefined || recipe.length > 1 ? null : plainWords(line);
    const simple = needs.every((need) => /^[\w./+-]+$/.test(need));
    if (words === null || !simple) return { build: { command: ['make', '--silent', target] } };
    const prepare = needs.length === 0 ? {} : { prepare: ['make', '--silent', ...needs] };
    return { build: { command: words, ...prepare } };
  }
  return null;
}

/** Explicit rules by target; the recipe is that of the rule that has one. Conditionals and includes are not followed. */
function readRules(text: string): Map<string, Rule> {
  const rules = new Map<string, Rule>();
  let current: Rule[] = [];
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    if (line.startsWith('\t')) {
      const command = line.trim();
      if (command !== '' && !command.startsWith('#')) {
        for (const rule of current) rule.recipe.push(command);
      }
      continue;
    }
    const match = /^([^\s#:=][^#:=]*?)\s*::?(?!=)([^=#]*)(?:#.*)?$/.exec(line);
    if (match === null) {
      if (line.trim() !== '' && !line.startsWith('#')) current = [];
      continue;
    }
    const [, names = '', rest = ''] = match;
    const [before = '', ...inline] = rest.split(';');
    const needs = before.replace('|', ' ').trim().split(/\s+/).filter(Boolean);
    current = names.split(/\s+/).map((name) => {
      const rule = rules.get(name) ?? { needs: [], recipe: [] };
      rule.needs.push(...needs);
      rule.recipe.push(...inline.map((each) => each.trim()).filter(Boolean));
      rules.set(name, rule);
      return rule;
    });
  }
  return rules;
}

/** A command that needs neither a shell nor make's variables; its prefixes are taken off. */
function plainWords(line: string): string[] | null {
  const command = line.replace(/^[@+-]+\s*/, '');
  if (/[&|;<>$`*?(){}~]/.test(command) || /^\w+=/.test(command)) return null;
  const words = splitCommand(command);
  // A shell's own words have no program.
  if (!words.ok || /^(cd|set|export|if|for|while|exec|source|\.|test|\[)$/.test(words.value[0]!)) {
    return null;
  }
  return words.value;
}
