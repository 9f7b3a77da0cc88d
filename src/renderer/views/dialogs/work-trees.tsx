/** Work trees of git builds: what they take on disk, and their removal. */
import { useEffect, useState } from 'react';
import { formatBytes } from '../../../core/model/format-quantity';
import type { WorkTreeInfo } from '../../../core/model/preparation';
import { useWorkTreesStore } from '../../state/work-trees-store';
import { formatMoment } from '../parts/format-moment';
import { Loaded } from '../parts/note';
import './work-trees.css';

/** See the head of this file. */
export function WorkTrees() {
  const trees = useWorkTreesStore((state) => state.trees);
  const load = useWorkTreesStore((state) => state.load);
  useEffect(() => void load(), [load]);
  return (
    <div className="work-trees">
      <Loaded of={trees}>
        {(value) => (
          <ul aria-label="Work trees">
            {value.map((tree) => (
              <Tree key={tree.id} tree={tree} />
            ))}
          </ul>
        )}
      </Loaded>
      <p className="help">{trees.state === 'loaded' ? explain(trees.value) : 'Reading sizes …'}</p>
    </div>
  );
}

function explain(trees: readonly WorkTreeInfo[]): string {
  const kept = 'A git ref is checked out once for each commit and prepare command';
  if (trees.length === 0) return `None. ${kept}, and listed here.`;
  const bytes = trees.reduce((sum, tree) => sum + tree.bytes, 0);
  return `${formatBytes(bytes)} in all. ${kept}; what is removed is made anew when it is needed.`;
}

function Tree({ tree }: { tree: WorkTreeInfo }) {
  const remove = useWorkTreesStore((state) => state.remove);
  const [step, setStep] = useState<'listed' | 'asked' | 'removing'>('listed');
  const name = nameTree(tree);
  return (
    <li title={tree.folder}>
      <span className="tree-name">
        {name} <small>{tree.commit?.slice(0, 10)}</small>
        <small className="about">
          {tree.repository ?? 'repository not known'}
          {tree.prepare === null ? '' : `, ${tree.prepare.join(' ')}`}, used{' '}
          {formatMoment(tree.usedAt, new Date())}
        </small>
      </span>
      <span className="tree-size">{formatBytes(tree.bytes)}</span>
      {step === 'listed' ? (
        <button
          type="button"
          className="button small"
          aria-label={`Remove the work tree ${name}`}
          onClick={() => setStep('asked')}
        >
          Remove
        </button>
      ) : (
        <span className="tree-actions">
          <button
            type="button"
            className="button small"
            disabled={step === 'removing'}
            autoFocus
            aria-label={`Really remove the work tree ${name}`}
            onClick={() => {
              setStep('removing');
              void remove(tree).finally(() => setStep('listed'));
            }}
          >
            {step === 'removing' ? 'Removing' : `Free ${formatBytes(tree.bytes)}`}
          </button>
          <button
            type="button"
            className="button small plain"
            disabled={step === 'removing'}
            onClick={() => setStep('listed')}
          >
            Keep
          </button>
        </span>
      )}
    </li>
  );
}

function nameTree({ ref, commit, id }: WorkTreeInfo): string {
  return ref ?? commit?.slice(0, 10) ?? id;
}
