import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../../core/model/answers';
import { formatPass, formatPreparation } from './format-pass';

const ENTRY: LedgerEntry = {
  build: 'candidate',
  workload: 'lookup',
  n: 4000,
  instrument: 'cpu',
  startedAt: '2026-01-01T00:00:00.000Z',
  command: ['node', "it's.js", '4000'],
  cwd: '/project',
  environment: { NODE_OPTIONS: '--require agent.cjs' },
  mechanism: 'inspector in process, 1 ms',
  toolVersion: '20.18.0',
  samples: 500,
  lostSamples: 3,
  wallMs: 1000,
  overhead: 1.2,
  notes: ['a note'],
  failure: null,
};

test('a pass can be repeated and judged from its lines', () => {
  expect(formatPass(ENTRY).map(([name, value]) => `${name}: ${value}`)).toEqual([
    'Pass: cpu of candidate, lookup, n = 4,000',
    "Command: node 'it'\\''s.js' 4000",
    'Folder: /project',
    "Environment: NODE_OPTIONS='--require agent.cjs'",
    'Mechanism: inspector in process, 1 ms',
    'Tool version: 20.18.0',
    'Started: 2026-01-01T00:00:00.000Z',
    'Wall time: 1.00 s',
    "Overhead: 1.20× of the time pass's median",
    'Samples: 500 (500 a second of wall time)',
    'Lost samples: 3',
    'Note: a note',
  ]);
});

test('runs of the time pass are no samples, and what was not measured is left out', () => {
  const time = formatPass({
    ...ENTRY,
    instrument: 'time',
    samples: 10,
    lostSamples: null,
    overhead: null,
    toolVersion: null,
    environment: {},
    notes: [],
  });
  expect(time.map(([name]) => name)).toEqual([
    'Pass',
    'Command',
    'Folder',
    'Mechanism',
    'Started',
    'Wall time, median',
    'Measured runs',
  ]);
});

test('a cut output of a preparation says so', () => {
  const facts = formatPreparation({
    command: ['make'],
    cwd: '/x',
    environment: {},
    startedAt: '',
    wallMs: 1,
    output: 'end\n',
    outputBytes: 90_000,
    reused: false,
  });
  expect(facts.at(-1)).toEqual(['Output, end of 90.0 kB', 'end']);
});
