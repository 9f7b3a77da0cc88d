/** The HTML report of a recording as PDF, printed by a page that nobody sees. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BrowserWindow } from 'electron';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import { reportAddress } from '../../ipc/contract';

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
    await page.loadURL(reportAddress(subject));
    const pdf = await page.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      // The page is laid out for a screen: at this scale its width fits between the margins.
      scale: 0.7,
      margins: { top: 0.5, bottom: 0.6, left: 0.45, right: 0.45 },
      generateTaggedPDF: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate:
        '<div style="width:100%;font:8px sans-serif;text-align:center"><span class="pageNumber"></span> / <span class="totalPages"></span></div>',
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
