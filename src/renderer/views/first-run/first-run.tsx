/** The page without a project: what this is, and three ways on. */
import { FileChartColumn, FlaskConical, FolderOpen } from 'lucide-react';
import { useFilesStore } from '../../state/files-store';
import { useProjectStore } from '../../state/project-store';
import { useSettingsStore } from '../../state/settings-store';
import { FailureNote } from '../parts/note';
import { Mark } from '../shell/mark';
import { StatusLine } from '../shell/status-line';
import './first-run.css';

/** See the head of this file. */
export function FirstRun() {
  const recent = useProjectStore((state) => state.recent);
  const failure = useProjectStore((state) => state.failure);
  const open = useProjectStore((state) => state.open);
  const choose = useProjectStore((state) => state.choose);
  const info = useSettingsStore((state) => state.info);
  return (
    <div className="first-run">
      <main className="middle">
        <h1>
          <Mark size={30} /> Touchstone
        </h1>
        <div className="words">
          <p>
            Touchstone runs a program and shows where its time, its memory and its system calls go.
          </p>
          <p>
            Give it a second build, known to be good, and it says on one page what the first does
            differently, how that grows with the input, and which function is to blame.
          </p>
          <p>Everything stays on this machine, and nothing runs before you trust its folder.</p>
        </div>
        {failure !== null && <FailureNote failure={failure} inline />}
        <div className="choices">
          <button
            type="button"
            className="button primary"
            disabled={info === null}
            onClick={() => info !== null && void open(info.sampleProject)}
          >
            <FlaskConical size={15} aria-hidden="true" />
            Open the sample project
          </button>
          <button type="button" className="button" onClick={() => void choose()}>
            <FolderOpen size={15} aria-hidden="true" />
            Open project…
          </button>
          <button
            type="button"
            className="button"
            onClick={() => void useFilesStore.getState().open(null)}
          >
            <FileChartColumn size={15} aria-hidden="true" />
            Open profiles…
          </button>
        </div>
        {recent.length > 0 && (
          <section className="recent">
            <h2>Recent projects</h2>
            <ul>
              {recent.map((project) => (
                <li key={project.path}>
                  <button type="button" onClick={() => void open(project.path)}>
                    <span>{project.name}</span>
                    <span className="path">
                      <bdi>{project.path}</bdi>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        <p className="quiet">
          Or drop a folder, a touchstone.json or profiles of any tool on this window.
        </p>
      </main>
      <StatusLine />
    </div>
  );
}
