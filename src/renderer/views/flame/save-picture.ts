/** Saves the open flame graph as a picture: main asks where to, and the notice offers to show the file. */
import type { FlameAnswer } from '../../../core/model/view-answers';
import type { PictureFormat } from '../../../ipc/contract';
import {
  drawFlamePng,
  drawFlameSvg,
  type FlamePictureStyle,
} from '../../charts/draw-flame-picture';
import { ask } from '../../state/bridge';
import { useNoticesStore } from '../../state/notices-store';

/** The reader may cancel; then nothing is said. */
export async function savePicture(
  host: Element,
  answer: FlameAnswer,
  style: FlamePictureStyle,
  { format, name }: { format: PictureFormat; name: string },
): Promise<void> {
  const draw = format === 'png' ? drawFlamePng : drawFlameSvg;
  const bytes = await draw(host, answer, style);
  const { notify, notifyFailure } = useNoticesStore.getState();
  const saved = await ask('picture.save', { name, format, bytes });
  if (!saved.ok) notifyFailure(saved.failure);
  else if (saved.value !== null) {
    const { path } = saved.value;
    notify('Picture saved', path, {
      label: 'Show in folder',
      run: () => void ask('report.show', { path }),
    });
  }
}
