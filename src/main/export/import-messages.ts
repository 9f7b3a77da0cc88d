/** What goes between main and the thread that reads a file. */
import type { Failure } from '../../core/model/failure';
import type { Recording } from '../../core/model/recording';
import type { Result } from '../../core/model/result';

/** What the thread is started with. */
export interface ImportTask {
  dataFolder: string;
  path: string;
  project: Recording['project'];
}

/** Its only message: the id of the recording. */
export type ImportAnswer = Result<string, Failure>;
