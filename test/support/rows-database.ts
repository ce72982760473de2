import { TableCatalogue, resolveSelect } from '../../lib/access/catalogue';
import { comparable, compareSortables, conditionTest, sortable } from '../../lib/access/cells';
import type { Column, CompanyDatabase, Row, Select } from '../../lib/access';

export interface Table {
	columns: readonly Column[];
	rows: readonly Row[];
}

/** A company file that consists of rows in memory, and remembers what it was asked and how much it answered. */
export class RowsDatabase implements CompanyDatabase {
	readonly selects: Array<{ query: Select; answered: number }> = [];

	constructor(private readonly content: Readonly<Record<string, Table>>) {}

	tables(): Promise<readonly string[]> {
		return Promise.resolve(Object.keys(this.content));
	}

	columns(table: string): Promise<readonly Column[]> {
		return Promise.resolve(this.content[table]?.columns ?? []);
	}

	async select(query: Select): Promise<Row[]> {
		const { columns = [], rows = [] } = this.content[query.table] ?? {};
		const resolved = resolveSelect(query, new TableCatalogue('a test', query.table, columns));
		const tests = resolved.where.map((condition) => {
			const test = conditionTest(condition);
			const { name, type } = condition.column;
			return (row: Row) => {
				const cell = row[name] ?? null;
				return test(cell === null ? null : comparable(type, cell));
			};
		});
		const by = resolved.orderBy.map(({ type }, at) => ({ at, type }));
		const found = rows
			.filter((row) => tests.every((test) => test(row)))
			.map((row) => {
				const cells = resolved.orderBy.map(({ name }) => row[name] ?? null);
				return { row, place: sortable(cells, by) };
			})
			.sort((one, other) => compareSortables(one.place, other.place));
		this.selects.push({ query, answered: found.length });
		return await Promise.resolve(
			found.map(({ row }) =>
				Object.fromEntries(resolved.columns.map(({ name }) => [name, row[name] ?? null])),
			),
		);
	}

	max(): Promise<number | null> {
		return Promise.reject(new Error('no test asks for it'));
	}

	close(): Promise<void> {
		return Promise.resolve();
	}
}
