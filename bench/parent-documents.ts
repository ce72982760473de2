import Database from 'better-sqlite3';

/**
 * Fills the parent's stand-in with copies of its newest purchase order, each with a number and a reference of its
 * own, until it has so many.
 */
export function fillWithDocuments(sqlite: string, documents: number): void {
	const database = new Database(sqlite);
	try {
		const { present } = database.prepare('SELECT COUNT(*) AS present FROM F_PPR').get() as {
			present: number;
		};
		const last = database
			.prepare('SELECT TIPPPR AS series, CODPPR AS number FROM F_PPR ORDER BY rowid DESC')
			.get() as { series: string; number: number };
		const copy = (table: string, suffix: string, replaced: Record<string, string>) => {
			const columns = database.pragma(`table_info(${table})`) as { name: string }[];
			const names = columns.map(({ name }) => `"${name}"`).join(', ');
			const values = columns.map(({ name }) => replaced[name] ?? `original."${name}"`);
			database
				.prepare(
					`INSERT INTO ${table} (${names})
					WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @copies)
					SELECT ${values.join(', ')} FROM n JOIN ${table} AS original
					WHERE original.TIP${suffix} = @series AND original.COD${suffix} = @number`,
				)
				.run({ copies: documents - present, ...last });
		};
		database.transaction(() => {
			copy('F_LPP', 'LPP', { CODLPP: 'original.CODLPP + n.i' });
			copy('F_PPR', 'PPR', {
				CODPPR: 'original.CODPPR + n.i',
				REFPPR: "'DUOFIC 2025 1-' || printf('%06d', n.i)",
			});
		})();
	} finally {
		database.close();
	}
}
