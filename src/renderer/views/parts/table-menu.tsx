/** A quiet button beside a table that takes it out as CSV: to the clipboard, or to a file that main asks for. */
import { Sheet } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { Failure } from '../../../core/model/failure';
import { formatCount } from '../../../core/model/format-quantity';
import type { Result } from '../../../core/model/result';
import { ask } from '../../state/bridge';
import { useNoticesStore } from '../../state/notices-store';
import type { CsvTable } from './csv-table';
import './menus.css';

/** Of a class or a workload a name may be longer than any file system allows; most allow 255 bytes. */
const LONGEST_NAME = 200;

/** What to take out. */
interface TableMenuProps {
  /** Names the table, e.g. `Functions`. */
  name: string;
  /** Proposed name of the file, without its ending. */
  file: string;
  /** Called when the reader chooses; a table that is asked for in pages takes a while. */
  read: () => CsvTable | Promise<Result<CsvTable, Failure>>;
}

/** See the head of this file. */
export function TableMenu({ name, file, read }: TableMenuProps) {
  const [isBusy, setBusy] = useState(false);
  const take = async (send: (table: CsvTable) => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      const table = await read();
      if (!('ok' in table)) await send(table);
      else if (table.ok) await send(table.value);
      else useNoticesStore.getState().notifyFailure(table.failure);
    } finally {
      setBusy(false);
    }
  };
  const label = `${name} as CSV`;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-button table-menu"
        aria-label={label}
        aria-busy={isBusy}
        title={label}
      >
        <Sheet size={13} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" aria-label={label}>
          <DropdownMenu.Label className="menu-label">{label}</DropdownMenu.Label>
          <DropdownMenu.Item
            className="menu-item"
            disabled={isBusy}
            onSelect={() => void take((table) => copyTable(name, table))}
          >
            Copy
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className="menu-item"
            disabled={isBusy}
            onSelect={() => void take((table) => saveTable(file, table))}
          >
            Save…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

async function copyTable(name: string, table: CsvTable): Promise<void> {
  await navigator.clipboard.writeText(table.text);
  const rows = `${formatCount(table.rows)} ${table.rows === 1 ? 'row' : 'rows'}`;
  useNoticesStore.getState().notify(`Table copied${describeCut(table)}`, `${name}, ${rows}`);
}

/** The reader may cancel; then nothing is said. */
async function saveTable(name: string, table: CsvTable): Promise<void> {
  const { notify, notifyFailure } = useNoticesStore.getState();
  const saved = await ask('table.save', { name: name.slice(0, LONGEST_NAME), text: table.text });
  if (!saved.ok) notifyFailure(saved.failure);
  else if (saved.value !== null) {
    const { path } = saved.value;
    notify(`Table saved${describeCut(table)}`, path, {
      label: 'Show in folder',
      run: () => void ask('report.show', { path }),
    });
  }
}

function describeCut({ rows, total }: CsvTable): string {
  return rows < total
    ? `, cut to the first ${formatCount(rows)} of ${formatCount(total)} rows`
    : '';
}
