/** The project: what can be run, and what was recorded. */
import type { ProjectState } from '../../../ipc/contract';
import { useProjectStore } from '../../state/project-store';
import { useRecordingsStore } from '../../state/recordings-store';
import { useRunStore } from '../../state/run-store';
import { BuildDot } from '../parts/build-name';
import { RecordingItem } from './recording-item';
import './side-bar.css';
import { sizeRange } from './top-bar';

/** See the head of this file. */
export function SideBar() {
  const project = useProjectStore((state) => state.project);
  const recordings = useRecordingsStore((state) => state.recordings);
  if (project === null) return null;
  return (
    <nav className="side-bar" aria-label="Project">
      {project.builds.length > 0 && <Runnable project={project} />}
      <h2 id="recordings">Recordings</h2>
      {recordings.length === 0 ? (
        <p className="side-empty">None yet</p>
      ) : (
        <ul aria-labelledby="recordings">
          {recordings.map((recording) => (
            <RecordingItem key={recording.id} recording={recording} />
          ))}
        </ul>
      )}
    </nav>
  );
}

function Runnable({ project }: { project: ProjectState }) {
  const choice = useRunStore((state) => state.choice);
  const roleOf = (name: string) => {
    if (name === choice.candidate) return 'candidate';
    return name === choice.reference ? 'reference' : null;
  };
  return (
    <>
      <h2 id="builds">Builds</h2>
      <ul aria-labelledby="builds">
        {project.builds.map((build) => {
          const role = roleOf(build.name);
          return (
            <li key={build.name} className="side-item" title={build.command}>
              <BuildDot role={role} />
              <span className="name">{build.name}</span>
              <small>{build.git === null ? (role ?? '') : `git ${build.git}`}</small>
            </li>
          );
        })}
      </ul>
      <h2 id="workloads">Workloads</h2>
      <ul aria-labelledby="workloads">
        {project.workloads.map((workload) => (
          <li
            key={workload.name}
            className="side-item"
            title={`${workload.operations} operations at size n`}
          >
            <span className="name">{workload.name}</span>
            <small>{sizeRange(workload.sizes)}</small>
          </li>
        ))}
      </ul>
    </>
  );
}
