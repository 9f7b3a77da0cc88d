import axe, { type AxeResults, type ElementContext, type RunOptions } from 'axe-core';
import type { Page } from 'playwright/test';

/** The part of axe that is called inside the page. */
interface AxeRunner {
  run: (context: ElementContext, options: RunOptions) => Promise<AxeResults>;
}

/** What axe finds wrong, a line each; the page's policy lets no script in, so axe comes in as an expression. */
export async function findViolations(window: Page): Promise<string[]> {
  await window.evaluate(`(() => { ${axe.source} })()`);
  return window.evaluate(async () => {
    const runner = (globalThis as unknown as { axe: AxeRunner }).axe;
    const { violations } = await runner.run(
      // A separator lies between two landmarks and belongs to neither.
      { exclude: ['[role="separator"]'] },
      {
        // The report is a document of its own, in a frame that scripts cannot enter.
        iframes: false,
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      },
    );
    return violations.flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`,
      ),
    );
  });
}
