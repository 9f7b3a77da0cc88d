/** Chooses the workload, and the size where the view is about one. */
import { formatCount } from '../../../core/model/format-quantity';
import { useLocationStore } from '../../state/location-store';
import type { OpenSubject } from './open-subject';
import { Pick } from './pick';

/** An opened file has one place, under a name that nobody gave. */
export function isOnlyPlace({ imported, workloads }: OpenSubject): boolean {
  return imported.length > 0 && workloads.length === 1 && workloads[0]!.sizes.length === 1;
}

/** See the head of this file. */
export function PlacePick({ open, sizes = true }: { open: OpenSubject; sizes?: boolean }) {
  const goToPlace = useLocationStore((state) => state.goToPlace);
  const { place } = open;
  if (place === null || isOnlyPlace(open)) return null;
  const own = open.workloads.find((one) => one.name === place.workload)?.sizes ?? [];
  return (
    <>
      <Pick
        label="Workload"
        value={place.workload}
        choices={open.workloads.map(({ name }) => ({ value: name, label: name }))}
        onChoose={(workload) => goToPlace(workload, null)}
      />
      {sizes && (
        <Pick
          label="Size"
          value={String(place.n)}
          choices={own.map((n) => ({ value: String(n), label: `n = ${formatCount(n)}` }))}
          onChoose={(n) => goToPlace(place.workload, Number(n))}
        />
      )}
    </>
  );
}
