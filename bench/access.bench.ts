import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openCompanyDatabase, type Select } from '../lib/access';

/** One measured read of a company file. */
export interface AccessMeasurement {
	what: string;
	rows: number;
	milliseconds: number;
	/** The longest time that the event loop of the asking side stood still. */
	longestPauseMs: number;
}

/**
 * Measures what the trigger asks of a company file, read without a driver: the keys of all orders, all money
 * columns, the lines of a few orders.
 */
export async function measureDriverlessReading(file: string): Promise<AccessMeasurement[]> {
	const database = await openCompanyDatabase({
		file,
		connection: { via: 'driverless' },
		label: file,
	});
	try {
		const measurements: AccessMeasurement[] = [];
		const measure = async (what: string, query: Select): Promise<void> => {
			const pauses = monitorEventLoopDelay({ resolution: 1 });
			const start = performance.now();
			pauses.enable();
			const { length: rows } = await database.select(query);
			pauses.disable();
			measurements.push({
				what,
				rows,
				milliseconds: Math.round(performance.now() - start),
				longestPauseMs: Math.round(pauses.max / 1e6),
			});
		};
		const ofKind = async (table: string, type: string): Promise<string[]> =>
			(await database.columns(table))
				.filter((column) => column.type === type)
				.map(({ name }) => name);
		const lineKeys = ['TIPLPC', 'CODLPC', 'POSLPC'];

		await measure('file and keys of all orders', {
			table: 'F_PCL',
			columns: ['TIPPCL', 'CODPCL', 'FECPCL'],
		});
		await measure('keys of all lines', { table: 'F_LPC', columns: lineKeys });
		await measure('money of all orders', {
			table: 'F_PCL',
			columns: await ofKind('F_PCL', 'currency'),
		});
		await measure('money of all lines', {
			table: 'F_LPC',
			columns: await ofKind('F_LPC', 'currency'),
		});
		await measure('whole lines of four orders', {
			table: 'F_LPC',
			columns: (await database.columns('F_LPC')).map(({ name }) => name),
			where: [{ column: 'CODLPC', is: 'in', values: [5, 100, 1000, 7000] }],
			orderBy: lineKeys,
		});
		return measurements;
	} finally {
		await database.close();
	}
}
