/** Asks before a folder's commands run for the first time, and shows them. */
import { ShieldCheck } from 'lucide-react';
import { useEffect } from 'react';
import { useNoticesStore } from '../../state/notices-store';
import { useProjectStore } from '../../state/project-store';
import { useRunStore } from '../../state/run-store';
import { DialogFrame } from '../parts/dialog-frame';

/** See the head of this file. */
export function TrustDialog() {
  const project = useProjectStore((state) => state.project);
  const trust = useProjectStore((state) => state.trust);
  const openDialog = useNoticesStore((state) => state.openDialog);
  const isOpen = useNoticesStore((state) => state.dialog === 'trust');
  const awaiting = useRunStore((state) => state.awaitingTrust);
  const settle = useRunStore((state) => state.settleTrust);
  useEffect(() => {
    if (!isOpen) settle(false);
  }, [isOpen, settle]);
  if (project === null) return null;
  return (
    <DialogFrame name="trust" title={`Do you trust ${project.name}?`}>
      <p>
        Profiling runs these commands of <code>{project.path}</code> with your rights:
      </p>
      <ul className="commands-list" tabIndex={0} aria-label="Commands">
        {project.builds.map((build) => (
          <li key={build.name}>
            <span>{build.name}</span>
            <div>
              {build.prepare !== undefined && (
                <code>
                  {build.prepare} <small className="quiet">once, to prepare it</small>
                </code>
              )}
              <code>{build.command}</code>
            </div>
          </li>
        ))}
      </ul>
      <p className="dim">
        Nothing of this folder has run yet. Trust it only if you would run these commands yourself.
        {awaiting !== null &&
          ` ${awaiting === 'profile' ? 'Profiling' : 'Comparing'} starts once you do.`}
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={() => openDialog(null)}>
          Not now
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() =>
            void trust().then((done) => {
              if (!done) return;
              settle(true);
              openDialog(null);
            })
          }
        >
          <ShieldCheck size={14} aria-hidden="true" />
          Trust this folder
        </button>
      </div>
    </DialogFrame>
  );
}
