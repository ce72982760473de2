import Database from 'better-sqlite3';
import { openWritableCompanyDatabase, type Value } from '../../../lib/access';
import { CompanyFiles, throughOdbc } from '../../support/company-files';

const STRINGS = 100_000;
const ROWS_PER_TRANSACTION = 500;

/** Pieces that have ended, split or changed SQL statements somewhere. */
const PIECES = [
	...[
		"'",
		"''",
		"'''",
		'"',
		'""',
		'`',
		'[',
		']',
		']]',
		'{',
		'}',
		'(',
		')',
		';',
		',',
		'?',
		':a',
		'@a',
		'$1',
	],
	...['--', '/*', '*/', '#', '##', '\\', "\\'", '%', '_', '*', '&', '|', '||', '^', '~', '!'],
	...["{ts '2026-01-01 00:00:00'}", "{d '2026-01-01'}", '{fn UCASE(', '{escape', '{oj '],
	...[
		"'; DROP TABLE F_PPR; --",
		"' OR '1'='1",
		"') ; DELETE FROM F_PPR",
		'UNION SELECT',
		'NULL',
		'GO\n',
	],
	...["' & Chr(39) & '", "'||'", "N'", "x'00'", "E'\\''", '$$', '<script>', '${x}', '{{$json}}'],
	...[
		'\n',
		'\r\n',
		'\t',
		'\v',
		'\f',
		'\u0001',
		'\u0008',
		'\u001a',
		'\u001b',
		'\u007f',
		'\u0085',
		'\u00a0',
	],
	...[
		'ñ',
		'Ñ',
		'á',
		'ç',
		'€',
		'«',
		'»',
		'º',
		'–',
		'ß',
		'İ',
		'ı',
		'\u0301',
		'\u200b',
		'\u200e',
		'\u202e',
		'\ufeff',
	],
	...[
		'\u2028',
		'\u2029',
		'\ufffd',
		'\uffff',
		'ﬁ',
		'中',
		'שלום',
		'مرحبا',
		'ไทย',
		'😀',
		'👩‍👩‍👧‍👦',
		'🇪🇸',
		'𝒳',
		'＇',
		'‘',
		'’',
		'ʼ',
	],
	...[' ', '  ', 'a', 'B', '0', '1', '-1', '1E3', '.', 'Oficit', 'of00053'],
];

/** The same strings in every run: a failure can be looked at again. */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
	};
}

function hostileText(random: () => number, most: number): string {
	let text = '';
	const pieces = Math.floor(random() * 8);
	for (let count = 0; count < pieces; count++) {
		const piece =
			random() < 0.1
				? String.fromCodePoint(1 + Math.floor(random() * 0xd7fe))
				: (PIECES[Math.floor(random() * PIECES.length)] ?? '');
		if (text.length + piece.length <= most) text += piece;
	}
	return text;
}

let files: CompanyFiles;

beforeAll(async () => {
	files = await CompanyFiles.create();
});

afterAll(async () => {
	await files.remove();
});

test(`${STRINGS} hostile texts are stored and read back unchanged, and touch nothing else`, async () => {
	const file = await files.standIn('new-year/0022027.accdb');
	const database = await openWritableCompanyDatabase(throughOdbc(file));
	const columns = (await database.columns('F_PPR')).filter(
		({ type, length = 1000 }) => (type === 'text' || type === 'memo') && length >= 30,
	);
	const names = columns.map(({ name }) => name);
	const random = generator(20_260_101);
	const written: Array<Record<string, Value>> = [];
	while (written.length * names.length < STRINGS) {
		const texts = columns.map(({ name, length = 1000 }) => [name, hostileText(random, length)]);
		written.push({ TIPPPR: '9', CODPPR: written.length + 1, ...Object.fromEntries(texts) });
	}

	for (let from = 0; from < written.length; from += ROWS_PER_TRANSACTION) {
		await database.transaction(async (transaction) => {
			for (const row of written.slice(from, from + ROWS_PER_TRANSACTION)) {
				await transaction.insert('F_PPR', row);
			}
		});
	}

	const read = await database.select({
		table: 'F_PPR',
		columns: ['TIPPPR', 'CODPPR', ...names],
		where: [{ column: 'TIPPPR', is: '=', value: '9' }],
		orderBy: ['CODPPR'],
	});
	expect(read.length).toBe(written.length);
	// Compared row by row: the difference of two arrays of this size could not be read.
	for (const [index, row] of written.entries()) expect(read[index]).toEqual(row);

	const [sample] = written.filter(({ REFPPR }) => String(REFPPR).includes("'"));
	const where = { column: 'REFPPR', is: '=', value: sample?.REFPPR ?? '' } as const;
	const found = await database.select({ table: 'F_PPR', columns: ['CODPPR'], where: [where] });
	expect(found).toContainEqual({ CODPPR: sample?.CODPPR });
	await database.close();

	const stored = new Database(file, { readonly: true });
	const rows = stored
		.prepare(`SELECT ${names.join(', ')} FROM F_PPR ORDER BY CODPPR`)
		.raw()
		.all();
	const orders = stored.prepare('SELECT COUNT(*) FROM F_PCL').pluck().get();
	stored.close();
	expect(rows.length).toBe(written.length);
	for (const [index, row] of written.entries()) {
		expect(rows[index]).toEqual(names.map((name) => row[name]));
	}
	expect(orders).toBe(3);
}, 120_000);
