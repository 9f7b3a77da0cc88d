/** The HTML report of a recording as PDF, printed by a page that nobody sees. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BrowserWindow } from 'electron';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import { paperAddress } from '../../ipc/contract';

/** What and which page on every sheet, aligned with the text. Chromium fills the classes in. */
const FOOTER = `<div style="width:100%;margin:0 0.47in;display:flex;justify-content:space-between;font:7.5px Inter,system-ui,sans-serif;color:#626c78">
<span class="title"></span><span><span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`;

/** Writes the PDF; folders on the way are made. Fails with `storage` where the file cannot be written. */
export async function printReport(
  subject: Subject,
  path: string,
): Promise<Result<{ path: string }, Failure>> {
  const absolute = resolve(path);
  const page = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
  });
  try {
    await page.loadURL(paperAddress(subject));
    const pdf = await page.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      // Its tables fit between the margins, and 12 px are 7.2 points.
      scale: 0.8,
      margins: { top: 0.5, bottom: 0.65, left: 0.47, right: 0.47 },
      generateTaggedPDF: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: FOOTER,
    });
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, pdf);
  } catch (error) {
    return fail({
      kind: 'storage',
      message: `The report cannot be written to ${absolute}: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Choose a file in a folder that you may write to, or export HTML.',
    });
  } finally {
    page.destroy();
  }
  return succeed({ path: absolute });
}
