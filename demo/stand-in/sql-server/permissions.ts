import type { Table } from './catalogue';

export const PERMISSIONS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * Who may do what. A login has every right until one is denied, as a member of db_datareader and db_datawriter
 * has. Kept in memory: a denial is something that a test sets up.
 */
export class Permissions {
	private readonly denied = new Set<string>();

	change(
		verb: 'GRANT' | 'DENY' | 'REVOKE',
		permission: Permission,
		table: Table,
		login: string,
	): void {
		if (verb === 'DENY') this.denied.add(key(login, permission, table));
		else this.denied.delete(key(login, permission, table));
	}

	allows(login: string, permission: Permission, table: Table): boolean {
		return !this.denied.has(key(login, permission, table));
	}

	/** Whether the catalogue views show the table: some right on it is enough. */
	sees(login: string, table: Table): boolean {
		return PERMISSIONS.some((permission) => this.allows(login, permission, table));
	}
}

function key(login: string, permission: Permission, table: Table): string {
	return `${login.toLowerCase()} ${permission} ${table.physical.toLowerCase()}`;
}
