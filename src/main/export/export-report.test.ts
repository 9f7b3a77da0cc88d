import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonAnswer } from '../../core/model/answers';
import type { Recording } from '../../core/model/recording';
import { renderHtmlReport } from '../../core/report/render-html';
import { renderMarkdownReport } from '../../core/report/render-markdown';
import type { Subject } from '../../core/model/view-answers';
import { createLocalAnalysis } from '../analysis/local-analysis';
import { openStore } from '../store/store';
import { exportReport, renderReport } from './export-report';

const EXAMPLE = resolve(import.meta.dirname, '../../../fixtures/recordings/version-1');

/** Everything that breaks out of HTML, attributes, Markdown tables, code and mentions. */
const HOSTILE = `<img src=x onerror=alert(1)>"'&|\`@octocat\`\n# [a](http://example.org/x)<script>alert(2)</script>`;

let folder = '';
let subject: Subject;

/** A copy of the stored example, with every name in it replaced by something hostile. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-report-'));
  await cp(EXAMPLE, folder, { recursive: true });
  const [file = ''] = await readdir(join(folder, 'comparisons'));
  subject = { kind: 'comparison', id: file.replace('.json', '') };
  const store = openStore(folder);
  for (const id of await readdir(join(folder, 'recordings'))) {
    const read = await store.readRecording(id);
    if (!read.ok) throw new Error(read.failure.message);
    await makeHostile(read.value);
    await store.saveRecording(read.value);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function makeHostile(recording: Recording): Promise<void> {
  recording.project = { name: HOSTILE, path: recording.project.path };
  recording.build = { ...recording.build, name: HOSTILE, command: [HOSTILE] };
  recording.machine = { ...recording.machine, cpu: HOSTILE, hostname: HOSTILE };
  recording.failures.push({
    kind: 'target-failed',
    message: HOSTILE,
    remedy: HOSTILE,
    detail: `\u0000\u001B[31m${HOSTILE}`,
  });
  const home = openStore(folder).recordingFolder(recording.id);
  for (const workload of recording.workloads) {
    workload.name = HOSTILE;
    for (const size of workload.sizes) {
      size.output = { text: HOSTILE, bytes: 1, sha256: recording.id, truncated: false };
      for (const run of size.runs) run.stdoutSha256 = recording.id;
      for (const { files, ledger } of size.passes) {
        ledger.notes.push(HOSTILE);
        for (const capture of files) {
          const path = join(home, capture.file);
          const text = await readFile(path, 'utf8');
          await writeFile(path, text.replaceAll('"fsyncSync"', JSON.stringify(HOSTILE)));
        }
      }
    }
  }
}

async function render(format: 'html' | 'md' | 'json' | 'paper'): Promise<string> {
  const text = await renderReport(createLocalAnalysis(folder), subject, format);
  if (!text.ok) throw new Error(text.failure.message);
  return text.value;
}

describe('the HTML report', () => {
  test('holds no script, handler or address, whatever the names are', async () => {
    const html = await render('html');
    const markup = html.replace(/>[^<]*/g, '>').replace(/<style>[^]*?<\/style>/, '');
    expect(markup).not.toMatch(/<(script|img|link|iframe|object|embed|base|form|a)[\s>]/i);
    for (const [tag] of markup.matchAll(/<[^>]+>/g)) {
      const names = [...tag.replace(/"[^"]*"/g, '""').matchAll(/([\w:-]+)=/g)].map((one) => one[1]);
      expect(names.filter((name) => /^(on|src|href|action|srcset|xlink)/i.test(name!))).toEqual([]);
    }
    expect(html).not.toMatch(/url\(|@import/);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`);
    expect(html).toContain('&lt;script&gt;alert(2)&lt;/script&gt;');
    const frames = [...html.matchAll(/<svg x=[^>]*><title>([^<]*)/g)].map((match) => match[1]!);
    expect(frames.some((frame) => frame.startsWith('&lt;img src=x'))).toBe(true);
    expect(Array.from(html).filter((char) => char < '\t')).toEqual([]);
  });

  test('closes every element that it opens', async () => {
    const html = await render('html');
    const open: string[] = [];
    const empty = new Set(['meta', 'br', 'rect', 'line', 'circle', 'polyline']);
    for (const [, end, name = '', rest = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/g)) {
      if (end === '/') expect(open.pop()).toBe(name);
      else if (!empty.has(name) && !rest.endsWith('/')) open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('begins with the verdict, and has findings, numbers, ledger and machine behind it', async () => {
    const html = await render('html');
    const places = ['<h1>', '>Findings', '>Numbers', '>How this was measured', '<footer>'].map(
      (text) => html.indexOf(text),
    );
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html).toContain('@media print');
  });

  test('on paper folds nothing, and is otherwise the same', async () => {
    const undated = (html: string) => html.replace(/written [^<]*/, '');
    const [screen, paper] = [await render('html'), await render('paper')];
    expect(screen).toContain('<details>');
    expect(paper).not.toContain('<details>');
    expect(undated(paper).replaceAll('<details open>', '<details>')).toBe(undated(screen));
  });
});

test('Markdown: names make no markup, no table cell, no mention', async () => {
  const markdown = await render('md');
  expect(markdown).not.toContain('<script');
  expect(markdown).not.toContain('<img');
  expect(markdown.replace(/(`+)[^`]*\1/g, '')).not.toMatch(/@octocat/);
  const table = markdown.split('\n').filter((line) => line.startsWith('|'));
  const cells = table.map((line) => line.replace(/\\./g, '').split('|').length);
  expect(table.length).toBeGreaterThan(2);
  expect(new Set(cells).size).toBe(1);
});

test('what to know of the runs stands below the numbers, in both forms', async () => {
  const answer = JSON.parse(await render('json')) as ComparisonAnswer;
  const workload = answer.workloads[0]!;
  const note = 'runs, and the interval of the median is still';
  expect(workload.sizes[0]!.candidate.notes?.join(' ')).toContain(note);
  const reason = 'The noise does not tell O(n) 40 %, O(n log n) 38 % apart; more sizes would.';
  const fit = { class: null, exponent: 1, ci95: [0.5, 1.5] as const, sizes: 4, constant: 0 };
  const wall = {
    ...fit,
    coefficient: 0,
    confidence: 'low' as const,
    knee: null,
    reason,
    points: [],
  };
  workload.growth = {
    candidate: { wall: { ...wall, ci95: [...wall.ci95] } },
    reference: { wall: { ...wall, class: 'O(1)', ci95: [...wall.ci95], reason: null } },
  };
  const input = { answer, scaling: [], flames: [], writtenAt: answer.createdAt };
  for (const text of [renderMarkdownReport(input), renderHtmlReport(input)]) {
    const flat = text.replace(/\\/g, '');
    const numbers = flat.indexOf('Numbers');
    expect(flat.indexOf(note)).toBeGreaterThan(numbers);
    expect(flat.indexOf(reason)).toBeGreaterThan(numbers);
    expect(flat).toContain('the growth of wall time is not decided');
    expect(flat.split(reason)).toHaveLength(2);
  }
});

test('JSON is the answer', async () => {
  const answer = JSON.parse(await render('json')) as ComparisonAnswer;
  const asked = await createLocalAnalysis(folder).ask('summary', { subject });
  expect(asked.ok && JSON.parse(JSON.stringify(asked.value))).toEqual(answer);
  expect(answer.workloads[0]?.name).toBe(HOSTILE);
});

test('a report that cannot be written and a recording that is not there are told', async () => {
  const analysis = createLocalAnalysis(folder);
  await writeFile(join(folder, 'file'), '');
  expect(await exportReport(analysis, subject, 'md', join(folder, 'file/x.md'))).toMatchObject({
    failure: { kind: 'storage' },
  });
  const gone: Subject = { kind: 'recording', id: 'gone' };
  expect(await exportReport(analysis, gone, 'md', join(folder, 'x.md'))).toMatchObject({
    failure: { kind: 'not-found' },
  });
});
