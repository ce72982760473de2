import type { ColumnCondition } from './cells';
import type { Cell, Column } from './types';

/** What the reader asks of its worker; each has one answer with the same `id`. */
export type DriverlessRequest = { id: number } & (
	| { ask: 'tables' }
	| { ask: 'columns'; table: string }
	| {
			ask: 'select';
			table: string;
			columns: readonly Column[];
			where: readonly ColumnCondition[];
			orderBy: readonly Column[];
	  }
	/** The highest value of an integer column. */
	| { ask: 'max'; table: string; column: Column; where: readonly ColumnCondition[] }
	/** The next rows of the select asked for last. */
	| { ask: 'more' }
);

export type DriverlessAnswer = { id: number } & (
	| { tables: string[] }
	| { columns: Column[] }
	| { max: number | null }
	/** `last` when no rows are left. */
	| { rows: Cell[][]; last: boolean }
	| { refusal: DriverlessRefusal }
);

export interface DriverlessRefusal {
	code:
		| 'NOT_READABLE'
		| 'TOO_LARGE'
		| 'NOT_AN_ACCESS_FILE'
		| 'ENCRYPTION_NOT_SUPPORTED'
		| 'PASSWORD_NEEDED'
		| 'WRONG_PASSWORD'
		| 'DAMAGED'
		| 'CHANGING'
		| 'READER_BROKEN';
	/** For `NOT_READABLE` the reason of the file system (ENOENT), else a text for maintainers. */
	reason: string;
}

export interface DriverlessWorkerData {
	file: string;
	password: string | undefined;
}
