/** What the colours mean, in words and with the builds' names. Only what the picture holds is listed. */
import { FRAME_KINDS, type FrameKind } from '../../../core/model/profile';
import type { FlameAnswer } from '../../../core/model/view-answers';
import type { FlameColour, FlamePalette } from '../../charts/flame-tone';
import type { OpenSubject } from '../parts/open-subject';

const KIND_WORDS: Record<FrameKind, string> = {
  own: 'your code',
  library: 'packages',
  runtime: 'run time',
  native: 'native',
  kernel: 'kernel',
  gc: 'garbage collector',
  idle: 'idle',
  synthetic: 'grouping',
};

/** See the head of this file. */
export function FlameLegend(props: {
  palette: FlamePalette;
  open: OpenSubject;
  answer: FlameAnswer;
  colour?: FlameColour;
  /** Only what differs from the legend of another pane: the build's own code. */
  onlyOwn?: boolean;
}) {
  const { palette, open, answer, colour = 'kind', onlyOwn = false } = props;
  if (palette === 'difference') {
    return (
      <p className="legend flame-legend">
        <span>
          <i style={{ background: 'var(--flame-candidate-5)' }} />
          more in {open.candidate}
        </span>
        <span>
          <i style={{ background: 'var(--flame-reference-5)' }} />
          more in {open.reference}
        </span>
        <span>
          <i style={{ background: 'var(--flame-candidate-1)' }} />
          paler: smaller difference
        </span>
        <span>
          <i style={{ background: 'var(--flame-same)', outline: '1px solid var(--ink)' }} />
          outlined: only in one build
        </span>
        <span>
          <i className="noise" />
          within noise
        </span>
      </p>
    );
  }
  if (colour === 'module') return <ModuleLegend answer={answer} />;
  const kinds = FRAME_KINDS.filter(
    (kind) => answer.kinds.includes(kind) && (kind === 'own' || !onlyOwn),
  );
  const build = palette === 'candidate' ? open.candidate : (open.reference ?? open.candidate);
  return (
    <p className="legend flame-legend">
      {kinds.map((kind) => (
        <span key={kind}>
          <i
            style={{
              background: `var(--flame-${kind === 'own' ? `${palette}-own-1` : kind})`,
            }}
          />
          {kind === 'own' ? `${build}: your code, shaded by file` : KIND_WORDS[kind]}
        </span>
      ))}
    </p>
  );
}

/** The modules with a colour of their own, the costliest first. */
function ModuleLegend({ answer }: { answer: FlameAnswer }) {
  return (
    <p className="legend flame-legend">
      {answer.modules.map((module, place) => (
        <span key={module}>
          <i style={{ background: `var(--flame-module-${place + 1})` }} />
          {module}
        </span>
      ))}
      <span>
        <i style={{ background: 'var(--flame-module-other)' }} />
        other modules
      </span>
      {answer.kinds.includes('gc') && (
        <span>
          <i style={{ background: 'var(--flame-gc)' }} />
          {KIND_WORDS.gc}
        </span>
      )}
    </p>
  );
}
