/** Keeps what nobody expected: in a file for a bug report, and on the screen. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { dialog } from 'electron';

/** Writes to the log and shows each unexpected error once; the app goes on, since recordings are safe on disk. */
export function watchForUnexpectedErrors(logFile: string): void {
  const shown = new Set<string>();
  const report = (reason: unknown) => {
    const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    appendToLog(logFile, text);
    if (shown.has(text)) return;
    shown.add(text);
    dialog.showErrorBox(
      'Touchstone met an error that it did not expect',
      `${text}\n\nRecordings that were made are safe. The error is kept in\n${logFile}`,
    );
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
}

/** Adds a line with the time to the log; without a writable disk it goes to stderr. */
export function appendToLog(logFile: string, text: string): void {
  const line = `${new Date().toISOString()} ${text}\n`;
  try {
    mkdirSync(dirname(logFile), { recursive: true });
    appendFileSync(logFile, line);
  } catch {
    process.stderr.write(line);
  }
}
