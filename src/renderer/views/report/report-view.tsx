/** The report as it will be exported. The HTML one is shown in a frame of its own, without scripts or network. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../core/model/format-quantity';
import { reportAddress, type ExportedFormat, type ReportFormat } from '../../../ipc/contract';
import { useAnswer } from '../../state/answers-store';
import { Loaded } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { Segments } from '../parts/pick';
import { exportReport } from './export-report';
import './report-view.css';

/** Text beyond this many characters would only make the preview slow; the export has all of it. */
const MAX_PREVIEW = 200_000;

/** See the head of this file. */
export function ReportView({ open }: { open: OpenSubject }) {
  const [format, setFormat] = useState<ExportedFormat>('html');
  return (
    <div className="filled-view">
      <div className="toolbar">
        <Segments
          label="Format"
          value={format}
          choices={[
            { value: 'html', label: 'HTML' },
            { value: 'md', label: 'Markdown' },
            { value: 'json', label: 'JSON' },
            { value: 'pdf', label: 'PDF' },
          ]}
          onChoose={setFormat}
        />
        <span className="quiet">
          {format === 'html' && 'One file that opens offline; for a review or an archive.'}
          {format === 'md' && 'For a pull request.'}
          {format === 'pdf' && 'The HTML report, printed on A4.'}
          {format === 'json' && 'For a program; the same document as on the command line.'}
        </span>
        <span className="grow" />
        <button
          type="button"
          className="button primary"
          onClick={() => void exportReport(open.subject, format)}
        >
          <Download size={14} aria-hidden="true" />
          Export report
        </button>
      </div>
      {format === 'html' || format === 'pdf' ? (
        <div className="report-preview">
          <iframe title="Report preview" src={reportAddress(open.subject)} sandbox="" />
        </div>
      ) : (
        <TextPreview open={open} format={format} />
      )}
    </div>
  );
}

function TextPreview({ open, format }: { open: OpenSubject; format: ReportFormat }) {
  const preview = useAnswer('report.preview', { subject: open.subject, format });
  return (
    <Loaded of={preview}>
      {({ text }) => (
        <>
          {text.length > MAX_PREVIEW && (
            <p className="quiet toolbar">
              Showing {formatCount(MAX_PREVIEW)} of {formatCount(text.length)} characters; the
              export has all of them.
            </p>
          )}
          <div className="report-preview text">
            <pre tabIndex={0} aria-label="Report preview">
              {text.slice(0, MAX_PREVIEW)}
            </pre>
          </div>
        </>
      )}
    </Loaded>
  );
}
