/** The callers and the callees of one function over all places where it stands, and the functions to choose it from. */
import { useCallback, type KeyboardEvent } from 'react';
import { formatQuantity, formatShare } from '../../../core/model/format-quantity';
import type {
  FlameAnswer,
  FlameMode,
  FlameQuestion,
  FrameKey,
  Side,
} from '../../../core/model/view-answers';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { shortPlace } from '../parts/frame-link';
import { useSize } from '../parts/use-size';
import { FlameAbove } from './flame-above';
import { FlameBelow } from './flame-below';
import { keyOfRow } from './flame-menu';
import { questionOf, type FlameForm } from './flame-form';
import { FlamePicture } from './flame-picture';

/** Width for which the list is laid out: a function of less than 0.025 % of the cost is not worth a row. */
const LIST_PX = 4000;

/** See the head of this file. */
export function FlameSandwich(props: FlameForm & { side: Side }) {
  const { slot, open, place, settings, side } = props;
  const setFlame = useLocationStore((state) => state.setFlame);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const base = { ...questionOf(props, LIST_PX), root: null, side };
  const list = useAnswer('view.flame', { ...base, mode: 'inverted' });
  const functions = listFunctions(shownValue(list));
  const middle = settings.middle ?? functions[0]?.key ?? null;
  const ask = (mode: FlameMode): FlameQuestion | null =>
    width === 0 || middle === null
      ? null
      : {
          ...base,
          mode,
          widthPx: width,
          root: mode === 'callees' ? settings.root : null,
          filter: { ...settings.filter, focus: middle },
        };
  const callers = useAnswer('view.flame', ask('callers'));
  const callees = useAnswer('view.flame', ask('callees'));
  const zoom = useCallback((root: number | null) => setFlame(slot, { root }), [setFlame, slot]);
  const choose = (key: FrameKey) => setFlame(slot, { middle: key });
  /** A click on a caller puts it into the middle: a zoom there would cut off what it is called by. */
  const stepOut = (node: number | null) => {
    const answer = shownValue(callers);
    const row = node === null || answer === null ? -1 : answer.node.indexOf(node);
    if (answer !== null && row > 0) choose(keyOfRow(answer, row));
  };
  const picture = { slot, open, place, side, metric: settings.metric, colour: settings.colour };
  const key = `${place.workload} ${place.n} ${settings.metric} ${side} ${JSON.stringify(middle)}`;
  return (
    <>
      {props.controls(shownValue(list)?.threads ?? [])}
      <FlameAbove slot={slot} answer={shownValue(callees)} onZoom={zoom} />
      <div className="flame-sandwich">
        <FunctionList
          functions={functions}
          unit={shownValue(list)?.unit ?? 'ms'}
          total={shownValue(list)?.rootTotal ?? 0}
          chosen={middle}
          onChoose={choose}
        />
        <div ref={ref} className="flame-body flame-panes">
          <section className="flame-half" aria-label="Callers">
            <h2 className="section-title">
              Callers <small>of {middle?.function ?? 'no function'}, nearest at the bottom</small>
            </h2>
            <FlamePicture
              {...picture}
              key={`callers ${key}`}
              answer={callers}
              part="Callers"
              upwards
              onZoom={stepOut}
            />
          </section>
          <section className="flame-half" aria-label="Callees">
            <h2 className="section-title">
              Callees <small>of {middle?.function ?? 'no function'}, itself at the top</small>
            </h2>
            <FlamePicture
              {...picture}
              key={`callees ${key}`}
              answer={callees}
              part="Callees"
              onZoom={zoom}
            />
          </section>
        </div>
      </div>
      <FlameBelow
        answer={withKindsOf(shownValue(callees), shownValue(callers))}
        open={open}
        palette={side}
        colour={settings.colour}
      />
    </>
  );
}

/** One legend serves both halves. */
function withKindsOf(answer: FlameAnswer | null, other: FlameAnswer | null): FlameAnswer | null {
  if (answer === null || other === null) return answer;
  return { ...answer, kinds: [...answer.kinds, ...other.kinds] };
}

interface ListedFunction {
  key: FrameKey;
  self: number;
  isMatch: boolean;
}

/** Functions by their own cost: the first row of the inverted picture. */
function listFunctions(answer: FlameAnswer | null): ListedFunction[] {
  if (answer === null) return [];
  const rows: ListedFunction[] = [];
  for (let row = 1; row < answer.length && answer.depth[row] === 1; row++) {
    if (answer.node[row]! < 0) continue;
    rows.push({
      key: keyOfRow(answer, row),
      self: answer.total[row]!,
      isMatch: answer.match.length === 0 || answer.match[row] === 1,
    });
  }
  return rows;
}

function isSame(a: FrameKey | null, b: FrameKey): boolean {
  return a !== null && a.function === b.function && a.file === b.file && a.line === b.line;
}

function FunctionList(props: {
  functions: ListedFunction[];
  unit: FlameAnswer['unit'];
  total: number;
  chosen: FrameKey | null;
  onChoose: (key: FrameKey) => void;
}) {
  const { unit, total, chosen, onChoose } = props;
  const functions = props.functions.filter(({ isMatch }) => isMatch);
  const at = functions.findIndex(({ key }) => isSame(chosen, key));
  const pressKey = (event: KeyboardEvent) => {
    const moves: Partial<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: functions.length - 1,
    };
    const wanted = moves[event.key];
    if (wanted === undefined || functions.length === 0) return;
    event.preventDefault();
    const next = Math.min(Math.max(wanted, 0), functions.length - 1);
    onChoose(functions[next]!.key);
    event.currentTarget.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="sandwich-list">
      <h2 className="section-title">
        Functions <small>by self cost</small>
      </h2>
      <ul
        role="listbox"
        aria-label="Functions by self cost"
        tabIndex={0}
        aria-activedescendant={at < 0 ? undefined : `sandwich-${at}`}
        onKeyDown={pressKey}
      >
        {functions.map(({ key, self }, index) => (
          <li
            key={`${key.function} ${key.file} ${key.line}`}
            id={`sandwich-${index}`}
            role="option"
            aria-selected={index === at}
            title={key.file === null ? key.function : `${key.function} — ${key.file}:${key.line}`}
            onClick={() => onChoose(key)}
          >
            <span className="name mono">
              {key.function} <span className="quiet">{shortPlace(key.file, key.line)}</span>
            </span>
            <span className="tabular">
              {formatQuantity(self, unit)}{' '}
              <i className="interval">{formatShare(total > 0 ? self / total : 0)}</i>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
