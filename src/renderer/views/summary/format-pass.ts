/** A pass and a preparation as lines that can be read, copied and repeated. */
import type { LedgerEntry } from '../../../core/model/answers';
import {
  formatBytes,
  formatCount,
  formatRatio,
  formatTime,
} from '../../../core/model/format-quantity';
import type { PreparationRecord } from '../../../core/model/preparation';

/** Name and value; what was not measured or is empty is left out. */
export type Fact = readonly [string, string];

/** Everything that a pass did. */
export function formatPass(entry: LedgerEntry): Fact[] {
  const { samples, lostSamples, wallMs, overhead, toolVersion, failure } = entry;
  const isTime = entry.instrument === 'time';
  const facts: Fact[] = [
    [
      'Pass',
      `${entry.instrument} of ${entry.build}, ${entry.workload}, n = ${formatCount(entry.n)}`,
    ],
    ['Command', entry.command.map(quoteWord).join(' ')],
    ['Folder', entry.cwd],
    ...Object.entries(entry.environment).map(([name, value]): Fact => [
      'Environment',
      `${name}=${quoteWord(value)}`,
    ]),
    ['Mechanism', entry.mechanism],
  ];
  if (toolVersion !== null) facts.push(['Tool version', toolVersion]);
  facts.push(['Started', entry.startedAt]);
  facts.push([isTime ? 'Wall time, median' : 'Wall time', formatTime(wallMs)]);
  if (overhead !== null) {
    facts.push(['Overhead', `${formatRatio(overhead)} of the time pass's median`]);
  }
  if (samples !== null && isTime) facts.push(['Measured runs', formatCount(samples)]);
  else if (samples !== null) {
    const rate =
      wallMs > 0
        ? ` (${formatCount(Math.round(samples / (wallMs / 1000)))} a second of wall time)`
        : '';
    facts.push(['Samples', formatCount(samples) + rate]);
  }
  if (lostSamples !== null) facts.push(['Lost samples', formatCount(lostSamples)]);
  facts.push(...entry.notes.map((note): Fact => ['Note', note]));
  if (failure !== null) facts.push(['Failed', failure.message], ['Remedy', failure.remedy]);
  return facts;
}

/** What a `prepare` command did. */
export function formatPreparation(preparation: PreparationRecord): Fact[] {
  const { output, outputBytes } = preparation;
  // Characters, and bytes beyond them: a cut is told by the beginning that is missing.
  const cut = outputBytes > new TextEncoder().encode(output).length;
  return [
    ['Command', preparation.command.map(quoteWord).join(' ')],
    ['Folder', preparation.cwd],
    ...Object.entries(preparation.environment).map(([name, value]): Fact => [
      'Environment',
      `${name}=${quoteWord(value)}`,
    ]),
    ['Started', preparation.startedAt],
    ['Wall time', formatTime(preparation.wallMs)],
    [
      cut ? `Output, end of ${formatBytes(outputBytes)}` : 'Output',
      output === '' ? 'none' : output.trimEnd(),
    ],
  ];
}

/** As a shell would need it. */
function quoteWord(word: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
