/** Exports a report: main asks where to, writes it, and the notice offers to show it. */
import type { Subject } from '../../../core/model/view-answers';
import type { ExportedFormat } from '../../../ipc/contract';
import { ask } from '../../state/bridge';
import { useNoticesStore } from '../../state/notices-store';

/** The reader may cancel; then nothing is said. */
export async function exportReport(subject: Subject, format: ExportedFormat): Promise<void> {
  const { notify, notifyFailure } = useNoticesStore.getState();
  const answer = await ask('report.export', { subject, format, path: null });
  if (!answer.ok) {
    notifyFailure(answer.failure);
    return;
  }
  if (answer.value === null) return;
  const { path } = answer.value;
  notify('Report exported', path, {
    label: 'Show in folder',
    run: () => void ask('report.show', { path }),
  });
}
