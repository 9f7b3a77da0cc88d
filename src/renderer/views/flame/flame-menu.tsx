/** What can be done with the frame under the pointer. */
import { ContextMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { moduleOf } from '../../../core/model/module-of';
import type { FlameAnswer, FrameKey, Place, TreeFilter } from '../../../core/model/view-answers';
import type { PictureFormat } from '../../../ipc/contract';
import { ask } from '../../state/bridge';
import { useLocationStore, type FlameSlot } from '../../state/location-store';
import { useNoticesStore } from '../../state/notices-store';
import { PairItems } from '../functions/pair-items';

/** See the head of this file. */
export function FlameMenu(props: {
  slot: FlameSlot;
  place: Place;
  answer: FlameAnswer;
  row: number;
  onZoom: (root: number | null) => void;
  /** Shows the part of the run in which the frame ran; null where its moments are not known. */
  onPart: (() => void) | null;
  /** The whole picture is to be saved. */
  onSave: (format: PictureFormat) => void;
  /** The menu opens: what hovers over the picture must go. */
  onOpen: () => void;
  children: ReactNode;
}) {
  const { slot, place, answer, row, onZoom } = props;
  const { setFlame, goToPlace } = useLocationStore.getState();
  const key = row < 0 ? null : keyOfRow(answer, row);
  const isFunction = row >= 0 && answer.node[row]! > 0 && key?.function.startsWith('[') === false;
  const module = key === null ? null : moduleOf(key.file);
  const change = (part: (filter: TreeFilter) => Partial<TreeFilter>) => {
    const { filter } = useLocationStore.getState().location[slot];
    setFlame(slot, { filter: { ...filter, ...part(filter) } });
  };
  return (
    <ContextMenu.Root modal={false} onOpenChange={(isOpen) => isOpen && props.onOpen()}>
      <ContextMenu.Trigger asChild>{props.children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        {key !== null && (
          <ContextMenu.Content className="menu" aria-label={`Frame ${key.function}`}>
            <ContextMenu.Label className="menu-label">{key.function}</ContextMenu.Label>
            <Item
              label="Zoom to this frame"
              hint="Enter"
              onSelect={() => onZoom(answer.node[row]!)}
            />
            <Item label="Show the whole" hint="Esc" onSelect={() => onZoom(null)} />
            {props.onPart !== null && (
              <Item
                label="Only this part of the run"
                hint="in every view"
                onSelect={props.onPart}
              />
            )}
            {isFunction && (
              <>
                <Item
                  label="Only stacks through this function"
                  onSelect={() => change(() => ({ focus: key }))}
                />
                <Item
                  label="Hide this function"
                  hint="its cost goes to the caller"
                  onSelect={() => change(({ hidden = [] }) => ({ hidden: [...hidden, key] }))}
                />
                {module !== null && (
                  <Item
                    label={`Collapse ${module}`}
                    hint="one frame for the module"
                    onSelect={() =>
                      change(({ collapsedModules = [] }) => ({
                        collapsedModules: [...collapsedModules, module],
                      }))
                    }
                  />
                )}
                <Item
                  label="Callers and callees"
                  hint="sandwich"
                  onSelect={() => setFlame(slot, { mode: 'sandwich', middle: key })}
                />
                <Item
                  label="Show in Functions"
                  onSelect={() => {
                    const { functions } = useLocationStore.getState().location;
                    goToPlace(place.workload, place.n, {
                      tab: 'Functions',
                      functions: { ...functions, selected: key, search: '' },
                    });
                  }}
                />
              </>
            )}
            {isFunction && <PairItems question={{ ...place, side: null, key }} />}
            <ContextMenu.Separator className="menu-separator" />
            <Item label="Copy name" onSelect={() => void copyText(key.function)} />
            <Item label="Copy stack" onSelect={() => void copyText(stackText(answer, row))} />
            <Item label="Save picture" hint="PNG" onSelect={() => props.onSave('png')} />
            <Item label="Save picture" hint="SVG" onSelect={() => props.onSave('svg')} />
            {key.file !== null && (
              <Item label="Open in editor" onSelect={() => void openInEditor(key)} />
            )}
          </ContextMenu.Content>
        )}
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function Item(props: { label: string; hint?: string; onSelect: () => void }) {
  return (
    <ContextMenu.Item className="menu-item" onSelect={props.onSelect}>
      {props.label}
      {props.hint !== undefined && <small>{props.hint}</small>}
    </ContextMenu.Item>
  );
}

/** The function of a row, by what identifies it in every build. */
export function keyOfRow(answer: FlameAnswer, row: number): FrameKey {
  const frame = answer.frame[row]!;
  return {
    function: answer.names[frame] ?? '',
    file: answer.files[frame] ?? null,
    line: answer.lines[frame] ?? 0,
  };
}

/** The stack from the outermost frame of the picture to this one, a frame a line. */
export function stackText(answer: FlameAnswer, row: number): string {
  const lines: string[] = [];
  for (let at = row; at >= 0; at = answer.parent[at]!) {
    const key = keyOfRow(answer, at);
    lines.push(key.file === null ? key.function : `${key.function} (${key.file}:${key.line})`);
  }
  return lines.reverse().join('\n');
}

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  useNoticesStore.getState().notify('Copied');
}

/** Opens the function's place; without an editor chosen, says where to choose one. */
export async function openInEditor(key: FrameKey): Promise<void> {
  if (key.file === null) return;
  const answer = await ask('editor.open', { file: key.file, line: key.line });
  if (!answer.ok) useNoticesStore.getState().notifyFailure(answer.failure);
}
