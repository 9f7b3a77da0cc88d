/** Two parts one above the other, with a height of the lower one that the window remembers. */
import type { ReactNode, RefObject } from 'react';
import {
  Group,
  Panel,
  Separator,
  usePanelRef,
  type PanelImperativeHandle,
} from 'react-resizable-panels';
import { useSettingsStore } from '../../state/settings-store';

/** See the head of this file. */
export function SplitView(props: {
  /** Key under which the height is kept. */
  name: string;
  /** What the lower part is, for the handle's accessible name. */
  lowerName: string;
  /** CSS pixels, before it was ever changed. */
  lowerHeight: number;
  upper: ReactNode;
  lower: ReactNode;
}) {
  const { name, lowerName, lowerHeight, upper, lower } = props;
  const height = useSettingsStore((state) => state.settings.layout[name]);
  const remember = useSettingsStore((state) => state.remember);
  const panel = usePanelRef();
  return (
    <Group
      orientation="vertical"
      className="grow"
      onLayoutChanged={(_, { isUserInteraction }) => {
        // A small window presses the parts together; what the user chose comes back with a larger one.
        if (isUserInteraction) onceLaidOut(panel, (px) => remember(name, px));
      }}
    >
      <Panel id="upper" minSize="140px">
        {upper}
      </Panel>
      <Separator className="separator horizontal" aria-label={`Height of the ${lowerName}`} />
      <Panel
        id="lower"
        defaultSize={`${height ?? lowerHeight}px`}
        minSize="110px"
        panelRef={panel}
        groupResizeBehavior="preserve-pixel-size"
      >
        {lower}
      </Panel>
    </Group>
  );
}

/** A panel's size in CSS pixels, after the change under way: a key is told before its effect. */
export function onceLaidOut(
  panel: RefObject<PanelImperativeHandle | null>,
  tell: (px: number) => void,
): void {
  requestAnimationFrame(() => {
    const size = panel.current?.getSize();
    if (size !== undefined) tell(Math.round(size.inPixels));
  });
}
