import { access, cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
	openCompanyDatabase,
	openWritableCompanyDatabase,
	type Row,
	type Transaction,
	type Value,
	type WritableCompanyDatabase,
} from '../../../lib/access';
import { CompanyFiles, driverless, throughOdbc } from '../../support/company-files';
import { holdLock } from '../../support/lock-holder';
import { withoutRights } from '../../support/rights';

const PATIENT = 'Driver=SQLite3;Database={file};Timeout=20000';
const IMPATIENT = 'Driver=SQLite3;Database={file};Timeout=100';

// Deriving an encrypted file's key and starting processes take their time on a busy machine.
jest.setTimeout(60_000);

let files: CompanyFiles;
let file: string;
const opened: WritableCompanyDatabase[] = [];
let made = 0;

let original: string;

beforeAll(async () => {
	files = await CompanyFiles.create();
	original = await files.standIn('base/0012026.accdb');
});

beforeEach(async () => {
	file = join(files.folder, `parent-${++made}.sqlite`);
	await cp(original, file);
});

afterEach(async () => {
	await Promise.all(opened.splice(0).map(async (database) => await database.close()));
});

afterAll(async () => {
	await files.remove();
});

async function writable(
	options: Partial<Parameters<typeof openWritableCompanyDatabase>[0]> = {},
): Promise<WritableCompanyDatabase> {
	const database = await openWritableCompanyDatabase({ ...throughOdbc(file), ...options });
	opened.push(database);
	return database;
}

function order(number: number, rest: Record<string, Value> = {}): Record<string, Value> {
	return { TIPPPR: '2', CODPPR: number, REFPPR: `DUOFIC 2026 1-${number}`, ...rest };
}

async function numbers(database: WritableCompanyDatabase): Promise<unknown[]> {
	const rows = await database.select({
		table: 'F_PPR',
		columns: ['CODPPR'],
		where: [{ column: 'TIPPPR', is: '=', value: '2' }],
		orderBy: ['CODPPR'],
	});
	return rows.map(({ CODPPR }) => CODPPR);
}

describe('writing', () => {
	test('a row has what was written, and the defaults of the file for the rest', async () => {
		const database = await writable();
		await database.transaction(async (transaction) => {
			await transaction.insert('F_PPR', {
				...order(1),
				FECPPR: '2026-11-21 00:00:00',
				PROPPR: 901,
				ESTPPR: -1,
				PNOPPR: "D'Uofic «ñ» 😀",
				NET1PPR: '-1234567.8901',
				TOTPPR: 0.1,
				COMPPR: 'a\r\nb\tc',
			});
			await transaction.insert('F_LPP', {
				TIPLPP: '2',
				CODLPP: 1,
				POSLPP: 32_767,
				CANLPP: '0.0001',
				DT1LPP: '33.33',
			});
		});
		const [header] = await database.select({
			table: 'F_PPR',
			columns: [
				...['TIPPPR', 'CODPPR', 'REFPPR', 'FECPPR', 'PROPPR', 'ESTPPR', 'PNOPPR', 'NET1PPR'],
				...['TOTPPR', 'COMPPR', 'NET2PPR', 'PDOPPR', 'TIVPPR', 'FUMPPR'],
			],
			where: [{ column: 'TIPPPR', is: '=', value: '2' }],
		});
		expect(header).toEqual({
			TIPPPR: '2',
			CODPPR: 1,
			REFPPR: 'DUOFIC 2026 1-1',
			FECPPR: '2026-11-21 00:00:00',
			PROPPR: 901,
			ESTPPR: -1,
			PNOPPR: "D'Uofic «ñ» 😀",
			NET1PPR: '-1234567.8901',
			TOTPPR: '0.1',
			COMPPR: 'a\r\nb\tc',
			NET2PPR: '0',
			PDOPPR: '',
			TIVPPR: 0,
			FUMPPR: '1900-01-01 00:00:00',
		});
		const [line] = await database.select({
			table: 'F_LPP',
			columns: ['POSLPP', 'CANLPP', 'DT1LPP', 'FFALPP'],
			where: [{ column: 'TIPLPP', is: '=', value: '2' }],
		});
		expect(line).toEqual({
			POSLPP: 32_767,
			CANLPP: '0.0001',
			DT1LPP: '33.33',
			FFALPP: '1900-01-01 00:00:00',
		});
	});

	test('a transaction sees what it has written, others see it afterwards', async () => {
		const database = await writable();
		const seen = await database.transaction(async (transaction) => {
			await transaction.insert('F_PPR', order(5));
			const where = [{ column: 'TIPPPR', is: '=', value: '2' }] as const;
			return {
				highest: await transaction.max('F_PPR', 'CODPPR', where),
				rows: await transaction.select({ table: 'F_PPR', columns: ['CODPPR'], where }),
			};
		});
		expect(seen).toEqual({ highest: 5, rows: [{ CODPPR: 5 }] });
		expect(await numbers(database)).toEqual([5]);
	});

	test('work that throws leaves nothing behind, and its own error comes out', async () => {
		const database = await writable();
		const reason = new Error('the article is missing');
		await expect(
			database.transaction(async (transaction) => {
				await transaction.insert('F_PPR', order(1));
				throw reason;
			}),
		).rejects.toBe(reason);
		expect(await numbers(database)).toEqual([]);
	});

	test('the text for a dry run is the one that inserts', async () => {
		const database = await writable();
		expect(await database.insertText('f_ppr', { tipppr: '2', CODPPR: 1, TOTPPR: '1.50' })).toBe(
			"INSERT INTO F_PPR (TIPPPR, CODPPR, TOTPPR) VALUES ('2', 1, 1.5)",
		);
		expect(await numbers(database)).toEqual([]);
	});

	test('a key that exists is a duplicate, and nothing of the transaction stays', async () => {
		const database = await writable();
		await database.transaction(async (transaction) => await transaction.insert('F_PPR', order(7)));
		await expect(
			database.transaction(async (transaction) => {
				await transaction.insert('F_PPR', order(6));
				await transaction.insert('F_PPR', order(7));
			}),
		).rejects.toMatchObject({
			class: 'retry',
			code: 'DUPLICATE_KEY',
			details: { table: 'F_PPR', file },
		});
		expect(await numbers(database)).toEqual([7]);
	});

	test('a value that a column cannot hold is refused before anything is written', async () => {
		const database = await writable();
		await expect(
			database.transaction(async (transaction) => {
				await transaction.insert('F_PPR', order(1));
				await transaction.insert('F_PPR', order(2, { REFPPR: 'x'.repeat(51) }));
			}),
		).rejects.toMatchObject({ class: 'person', code: 'TEXT_TOO_LONG' });
		expect(await numbers(database)).toEqual([]);
	});

	test('a missing column or table is named, and nothing stays', async () => {
		const database = await writable();
		const inserting = async (table: string, values: Record<string, Value>) =>
			await database.transaction(async (transaction) => {
				await transaction.insert('F_PPR', order(1));
				await transaction.insert(table, values);
			});
		await expect(inserting('F_PPR', { NOPEPPR: 1 })).rejects.toMatchObject({
			code: 'COLUMN_MISSING',
			details: { table: 'F_PPR', column: 'NOPEPPR' },
		});
		await expect(inserting('F_NOPE', { X: 1 })).rejects.toMatchObject({
			code: 'TABLE_MISSING',
			details: { table: 'F_NOPE' },
		});
		expect(await numbers(database)).toEqual([]);
	});
});

describe('several at once', () => {
	async function takeNumber(transaction: Transaction): Promise<number> {
		const where = [{ column: 'TIPPPR', is: '=', value: '2' }] as const;
		const next = ((await transaction.max('F_PPR', 'CODPPR', where)) ?? 0) + 1;
		await transaction.insert('F_PPR', order(next));
		return next;
	}

	test('many writers of one process take consecutive numbers, however the path is written', async () => {
		const other = join(files.folder, `link-${made}.sqlite`);
		await symlink(file, other);
		const databases = [await writable(), await writable({ file: other }), await writable()];
		const taken = await Promise.all(
			Array.from({ length: 30 }, async (_, index) => databases[index % 3]?.transaction(takeNumber)),
		);
		expect(taken).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
	});

	test('a reader of the same file waits for the writer instead of failing', async () => {
		const database = await writable();
		const writing = database.transaction(async (transaction) => {
			await transaction.insert('F_PPR', order(1));
			await new Promise((resolve) => setTimeout(resolve, 100));
		});
		expect(await numbers(database)).toEqual([1]);
		await writing;
	});

	test('asking the file itself during its transaction is refused instead of waiting for ever', async () => {
		const database = await writable();
		await expect(
			database.transaction(
				async () => await database.select({ table: 'F_ALM', columns: ['CODALM'] }),
			),
		).rejects.toMatchObject({ class: 'bug', code: 'QUEUE_REENTERED' });
		expect(await numbers(database)).toEqual([]);
	});
});

describe('locks of other programs', () => {
	test('while another process writes, writing is refused as locked, and works afterwards', async () => {
		const database = await writable();
		const insert = async (): Promise<void> =>
			await database.transaction(
				async (transaction) => await transaction.insert('F_PPR', order(1)),
			);
		await database.columns('F_PPR');
		const lock = await holdLock(file, 'write');
		await expect(insert()).rejects.toMatchObject({ class: 'retry', code: 'LOCKED' });
		await lock.release();
		await insert();
		expect(await numbers(database)).toEqual([1]);
	});

	test('a file that is locked before anything is known of it is locked, not empty', async () => {
		const database = await writable({
			connection: { via: 'connection-string', template: IMPATIENT },
		});
		const lock = await holdLock(file, 'write');
		const ways = [
			database.tables(),
			database.columns('F_PPR'),
			database.max('F_PPR', 'CODPPR'),
			database.select({ table: 'F_PPR', columns: ['CODPPR'] }),
		];
		for (const way of await Promise.allSettled(ways)) {
			expect(way).toMatchObject({ reason: { class: 'retry', code: 'LOCKED' } });
		}
		await lock.release();
		expect(await database.columns('F_PPR')).not.toHaveLength(0);
	});

	test('a commit that another reader holds up is refused as locked and rolled back', async () => {
		const database = await writable();
		const lock = await holdLock(file, 'read');
		await expect(
			database.transaction(async (transaction) => await transaction.insert('F_PPR', order(1))),
		).rejects.toMatchObject({ class: 'retry', code: 'LOCKED' });
		await lock.release();
		expect(await numbers(database)).toEqual([]);
	});

	test('a driver that does not come back is given up; the next work waits until it lets go', async () => {
		const database = await writable({
			connection: { via: 'connection-string', template: PATIENT },
			timeLimitMs: 300,
		});
		await database.columns('F_PPR');
		const lock = await holdLock(file, 'write');
		await expect(
			database.transaction(async (transaction) => await transaction.insert('F_PPR', order(1))),
		).rejects.toMatchObject({ class: 'retry', code: 'DRIVER_SILENT' });
		const next = numbers(await writable());
		await lock.release();
		// The insert that came through late was never committed.
		expect(await next).toEqual([]);
	});

	test('a commit that does not come back is unknown, and must be looked up', async () => {
		const database = await writable({
			connection: { via: 'connection-string', template: PATIENT },
			timeLimitMs: 300,
		});
		await database.columns('F_PPR');
		const lock = await holdLock(file, 'read');
		await expect(
			database.transaction(async (transaction) => await transaction.insert('F_PPR', order(1))),
		).rejects.toMatchObject({ class: 'retry', code: 'COMMIT_UNKNOWN' });
		const next = numbers(await writable());
		await lock.release();
		expect(await next).toEqual([1]);
	});
});

describe('what cannot be opened', () => {
	test('a file without rights to write it is a matter of a person', async () => {
		const database = await writable();
		await database.columns('F_PPR');
		const error = await withoutRights(
			file,
			0o444,
			async () =>
				await database
					.transaction(async (transaction) => await transaction.insert('F_PPR', order(1)))
					.catch((reason: unknown) => reason),
		);
		expect(error).toMatchObject({ class: 'person', code: 'READ_ONLY' });
	});

	test('a missing file is not made by the driver', async () => {
		const missing = join(files.folder, '0012099.accdb');
		await expect(writable({ file: missing })).rejects.toMatchObject({
			class: 'retry',
			code: 'FILE_NOT_FOUND',
		});
		await expect(access(missing)).rejects.toMatchObject({ code: 'ENOENT' });
		await expect(writable({ file: join(files.folder, 'no', 'x.accdb') })).rejects.toMatchObject({
			class: 'retry',
			code: 'FOLDER_NOT_FOUND',
		});
	});

	test('a driver that is not installed is named, and the password stays out', async () => {
		const database = await writable({
			password: 'Oficit-2026',
			connection: { via: 'connection-string', template: 'Driver=Nope;DBQ={file};PWD={password}' },
		});
		const error: unknown = await database.tables().catch((reason: unknown) => reason);
		expect(error).toMatchObject({ class: 'person', code: 'DRIVER_MISSING' });
		expect(String(error) + JSON.stringify(error)).toContain('Nope');
		expect(String(error) + JSON.stringify(error)).not.toContain('Oficit-2026');
	});

	test('a file of another kind is told as such', async () => {
		const notes = await files.copy('damaged/notes.accdb');
		const database = await writable({ file: notes });
		await expect(database.tables()).rejects.toMatchObject({
			class: 'person',
			code: 'NOT_AN_ACCESS_FILE',
		});
	});

	test('a stand-in equals its source, also when that has a password', async () => {
		const { createAccessStandIn } = await import('../../../demo/stand-in/access-stand-in');
		const accdb = await files.copy('password/0022026.accdb');
		const sqlite = join(files.folder, 'from-password.sqlite');
		await createAccessStandIn({ accdb, sqlite, password: 'Duofic-2026' });
		const read = async (source: Parameters<typeof openCompanyDatabase>[0]): Promise<Row[]> => {
			const database = await openCompanyDatabase(source);
			const query = { table: 'F_PCL', columns: ['TIPPCL', 'CODPCL', 'TOTPCL'] };
			const rows = await database.select({ ...query, orderBy: query.columns });
			await database.close();
			return rows;
		};
		expect(await read(throughOdbc(sqlite))).toEqual(await read(driverless(accdb, 'Duofic-2026')));
	});
});
