import type { Statement } from './statement';

/** A row as the driver hands it over; validated by whoever reads it. */
export type RawRow = Record<string, unknown>;

/**
 * An open SQL Server database. Every failure is a `FactuLinkError`; an answer without rows always means that the
 * server was asked and has none.
 */
export interface Database {
	/** For people: `TangoCentral en SRV\\SQL`-like text without a secret. */
	readonly label: string;
	query(statement: Statement): Promise<RawRow[]>;
	/** Runs a change and returns the number of rows it changed. */
	change(statement: Statement): Promise<number>;
}
