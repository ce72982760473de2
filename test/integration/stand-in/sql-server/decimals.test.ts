import fc from 'fast-check';
import { decimal, round, sum } from '../../../../lib/money';
import { connect, startStandIn } from './start';

/** Texts of decimal(22,7): up to 15 digits before the point and 7 after it. */
const amount = fc
	.tuple(
		fc.boolean(),
		fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }),
		fc.bigInt({ min: 0n, max: 10n ** 7n - 1n }),
	)
	.map(([negative, whole, fraction]) => {
		const text = `${whole}.${String(fraction).padStart(7, '0')}`;
		return negative && (whole > 0n || fraction > 0n) ? `-${text}` : text;
	});

it('stores, adds, rounds, sorts and compares random decimals exactly', async () => {
	const server = await startStandIn();
	const pool = await connect(server);
	await pool
		.request()
		.query('CREATE TABLE dbo.D (N int NOT NULL PRIMARY KEY, A decimal(22,7) NOT NULL)');
	await fc.assert(
		fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 40 }), async (texts) => {
			const rows = texts.map((text, index) => `(${index}, ${text})`).join(', ');
			const { recordsets } = await pool.request().batch(`
				DELETE FROM dbo.D;
				INSERT INTO dbo.D (N, A) VALUES ${rows};
				SELECT CONVERT(varchar(40), d.A) AS a, CONVERT(varchar(40), ROUND(d.A, 2)) AS r,
					CONVERT(varchar(40), CAST(d.A * 1.21 AS decimal(38, 9))) AS p
				FROM dbo.D AS d ORDER BY d.N;
				SELECT CONVERT(varchar(40), SUM(d.A)) AS total, CONVERT(varchar(40), MIN(d.A)) AS least FROM dbo.D AS d;
				SELECT CONVERT(varchar(40), d.A) AS a FROM dbo.D AS d ORDER BY d.A, d.N;
				SELECT COUNT(*) AS n FROM dbo.D AS d WHERE d.A > (SELECT e.A FROM dbo.D AS e WHERE e.N = 0)`);
			const [each, totals, sorted, above] = recordsets as unknown as [
				Array<Record<'a' | 'r' | 'p', string>>,
				Array<Record<'total' | 'least', string>>,
				Array<{ a: string }>,
				Array<{ n: number }>,
			];
			const values = texts.map((text) => decimal(text));
			const ascending = [...texts].sort((a, b) => decimal(a).cmp(decimal(b)));
			expect(each.map(({ a }) => a)).toEqual(texts);
			each.forEach(({ r, p }, index) => {
				const value = values[index] ?? decimal(0);
				expect(decimal(r).eq(round(value))).toBe(true);
				expect(decimal(p).eq(value.times('1.21'))).toBe(true);
			});
			expect(totals).toEqual([{ total: sum(values).toFixed(7), least: ascending[0] }]);
			expect(sorted.map(({ a }) => a)).toEqual(ascending);
			expect(above).toEqual([{ n: values.filter((v) => v.gt(values[0] ?? 0)).length }]);
		}),
		{ numRuns: 60 },
	);
	expect(server.defects).toEqual([]);
	await pool.close();
	await server.close();
});
