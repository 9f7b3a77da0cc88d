import type { Page } from 'playwright/test';

/** Hands files to the window as the system does when they are dropped on it. */
export async function dropFiles(window: Page, paths: string[]): Promise<void> {
  // Only a file input makes files that have a path on disk, which is what a real drop carries.
  await window.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.id = 'dropped';
    document.body.append(input);
  });
  await window.locator('#dropped').setInputFiles(paths);
  await window.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dropped')!;
    const carried = new DataTransfer();
    for (const file of [...input.files!]) carried.items.add(file);
    input.remove();
    globalThis.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, cancelable: true }));
  });
}
