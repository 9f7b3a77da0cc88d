import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from 'playwright/test';
import { dropFiles } from './drop-files';
import { launchApp } from './launch-app';

/** Two builds of one program that share no name: V8 profiles, each function with as many samples of a millisecond. */
function profileOf(file: string, samples: readonly (readonly [string, number])[]): string {
  const nodes = [
    { id: 1, callFrame: callFrame('(root)', '', -1), children: samples.map((_, i) => i + 2) },
    ...samples.map(([name], i) => ({ id: i + 2, callFrame: callFrame(name, file, 10 * i) })),
  ];
  const ids = samples.flatMap(([, count], i) => Array.from({ length: count }, () => i + 2));
  return JSON.stringify({
    nodes,
    startTime: 0,
    endTime: ids.length * 1000,
    samples: ids,
    timeDeltas: ids.map(() => 1000),
  });
}

function callFrame(functionName: string, file: string, lineNumber: number) {
  const url = file === '' ? '' : `file:///program/${file}`;
  return { functionName, scriptId: '1', url, lineNumber, columnNumber: 0 };
}

const table = (window: Page) => window.getByRole('table', { name: 'Functions' });
const rowOf = (window: Page, name: string) =>
  table(window).getByRole('row').filter({ hasText: name }).first();

/** Opens both profiles and compares the first with the second. */
async function comparePrograms(window: Page, folder: string): Promise<void> {
  const files = [join(folder, 'clone.cpuprofile'), join(folder, 'original.cpuprofile')];
  await writeFile(
    files[0]!,
    profileOf('clone.js', [
      ['goThrough', 300],
      ['tidyUp', 300],
    ]),
  );
  await writeFile(
    files[1]!,
    profileOf('original.js', [
      ['seekKey', 80],
      ['closeAll', 80],
    ]),
  );
  await dropFiles(window, files);
  const list = window.getByRole('list', { name: 'Recordings' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(window.getByRole('heading', { level: 1 })).toContainText('samples of');
  await list
    .getByRole('button', { name: /clone\.cpuprofile/ })
    .first()
    .hover();
  await window.getByRole('button', { name: 'Compare clone.cpuprofile with…' }).click();
  await window.getByRole('menuitem', { name: /original\.cpuprofile/ }).click();
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await window.getByRole('tab', { name: 'Functions', exact: true }).click();
  await expect(rowOf(window, 'goThrough')).toBeVisible();
}

test('a pair drawn in the table is kept in the project’s file, shown, undone and taken away', async () => {
  const project = await mkdtemp(join(tmpdir(), 'touchstone-e2e-pairs-'));
  const file = join(project, 'touchstone.json');
  const text =
    '{\n    "builds": { "clone": { "command": ["true"] } },\n    "workloads": { "w": {} }\n}\n';
  await writeFile(file, text);
  await using launched = await launchApp({ project });
  const { window, stateFolder, problems } = launched;
  await expect(window.getByRole('button', { name: 'Profile', exact: true })).toBeVisible();
  await comparePrograms(window, stateFolder);
  const kept = async () => (JSON.parse(await readFile(file, 'utf8')) as { pairs?: unknown }).pairs;
  const pair = [
    {
      candidate: { function: 'goThrough', file: 'clone.js' },
      reference: { function: 'seekKey', file: 'original.js' },
    },
  ];

  await rowOf(window, 'goThrough').click({ button: 'right' });
  await window.getByRole('menuitem', { name: 'Pair with…' }).click();
  const dialog = window.getByRole('dialog', { name: 'Pair goThrough with…' });
  await expect(dialog.getByText('It has no counterpart in the reference now.')).toBeVisible();
  await window.keyboard.type('seek');
  await expect(dialog.getByRole('option')).toHaveCount(1);
  await window.screenshot({ path: 'test-results/screenshots/pair-with.png' });
  await window.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(rowOf(window, 'goThrough').getByText('↔ seekKey')).toBeVisible();
  expect(await kept()).toEqual(pair);
  expect(await readFile(file, 'utf8')).toContain('    "pairs": [\n        { "candidate"');

  await window.getByRole('button', { name: 'Undo' }).click();
  await expect(table(window).getByText('↔ seekKey')).toHaveCount(0);
  await expect.poll(() => readFile(file, 'utf8')).toBe(text);

  // The same by keyboard, and away by the menu of the flame graph.
  await rowOf(window, 'goThrough').click();
  await table(window).press('p');
  await window.keyboard.type('seek');
  await window.keyboard.press('Enter');
  await expect(rowOf(window, 'goThrough').getByText('↔ seekKey')).toBeVisible();
  await window.getByRole('tab', { name: 'Flame graph', exact: true }).click();
  const graph = window.getByRole('tree', { name: /^Flame graph of/ });
  await graph
    .getByRole('treeitem', { name: /^goThrough / })
    .first()
    .click({ button: 'right' });
  await expect(window.getByText('Paired with seekKey (by hand')).toBeVisible();
  await window.getByRole('menuitem', { name: 'Remove this pair' }).click();
  await expect.poll(kept).toBeUndefined();
  expect(problems).toEqual([]);
  await rm(project, { recursive: true });
});

test('opened profiles without a project keep their pairs with the comparison, and say so', async () => {
  await using launched = await launchApp();
  const { window, stateFolder } = launched;
  await comparePrograms(window, stateFolder);
  await rowOf(window, 'closeAll').click();
  await table(window).press('p');
  await window.keyboard.type('tidy');
  await window.keyboard.press('Enter');
  await expect(rowOf(window, 'tidyUp').getByText('↔ closeAll')).toBeVisible();
  await expect(
    window
      .getByRole('region', { name: 'Notifications' })
      .getByText('With this comparison', { exact: false }),
  ).toBeVisible();
});
