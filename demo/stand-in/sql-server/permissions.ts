import type { Table } from './catalogue';

export const PERMISSIONS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * Who may do what. A login has every right until one is denied, as a member of db_datareader and db_datawriter has;
 * one that was restricted has none until it is granted. Kept in memory: rights are something that a test sets up.
 */
export class Permissions {
	private readonly denied = new Set<string>();
	private readonly granted = new Set<string>();
	private readonly restricted = new Set<string>();

	/** Takes a login out of every role: from now on it may do what is granted, and nothing else. */
	restrict(login: string): void {
		this.restricted.add(login.toLowerCase());
	}

	/** @param columns to which the change is limited; none: the whole table */
	change(
		verb: 'GRANT' | 'DENY' | 'REVOKE',
		permission: Permission,
		table: Table,
		login: string,
		columns: readonly string[] = [],
	): void {
		for (const column of columns.length > 0 ? columns : [WHOLE]) {
			const right = key(login, permission, table, column);
			this.denied.delete(right);
			if (verb === 'DENY') this.denied.add(right);
			if (verb === 'GRANT') this.granted.add(right);
			else this.granted.delete(right);
		}
	}

	/** @param columns that are touched; none: the table as a whole */
	allows(
		login: string,
		permission: Permission,
		table: Table,
		columns: readonly string[] = [],
	): boolean {
		const has = (rights: ReadonlySet<string>, column: string) =>
			rights.has(key(login, permission, table, column));
		if (has(this.denied, WHOLE) || columns.some((column) => has(this.denied, column))) return false;
		if (!this.restricted.has(login.toLowerCase()) || has(this.granted, WHOLE)) return true;
		return columns.length > 0 && columns.every((column) => has(this.granted, column));
	}

	/** Whether the catalogue views show the table: some right on it is enough. */
	sees(login: string, table: Table): boolean {
		const columns = table.columns.map(({ name }) => name);
		return PERMISSIONS.some(
			(permission) =>
				this.allows(login, permission, table) ||
				columns.some((column) => this.allows(login, permission, table, [column])),
		);
	}
}

const WHOLE = '';

function key(login: string, permission: Permission, table: Table, column: string): string {
	return [login, permission, table.physical, column].join(' ').toLowerCase();
}
