import { execFile } from 'node:child_process';
import {
	cp,
	mkdir,
	open,
	readFile,
	readdir,
	rm,
	symlink,
	truncate,
	writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import {
	openCompanyDatabase,
	type Cell,
	type Column,
	type CompanyDatabase,
	type OpenOptions,
	type Row,
} from '../../../lib/access';
import { decimal, toText } from '../../../lib/money';
import { CompanyFiles, FIXTURE_PASSWORD, driverless } from '../../support/company-files';
import { withoutRights } from '../../support/rights';

const run = promisify(execFile);
const repository = resolve(__dirname, '../../..');
// Deriving an encrypted file's key and starting processes take their time on a busy machine.
jest.setTimeout(60_000);

let files: CompanyFiles;

beforeAll(async () => {
	files = await CompanyFiles.create();
});

afterAll(async () => {
	await files.remove();
});

async function using<T>(
	options: OpenOptions,
	work: (database: CompanyDatabase) => Promise<T>,
): Promise<T> {
	const database = await openCompanyDatabase(options);
	try {
		return await work(database);
	} finally {
		await database.close();
	}
}

async function everything(options: OpenOptions): Promise<Record<string, Row[]>> {
	return await using(options, async (database) => {
		const tables: Record<string, Row[]> = {};
		for (const table of await database.tables()) {
			const columns = (await database.columns(table)).map(({ name }) => name);
			tables[table] = await database.select({ table, columns });
		}
		return tables;
	});
}

/** A value of mdb-reader, after its way through JSON, as the cell that says the same. */
function cellOf({ type }: Column, value: unknown): Cell {
	if (value === null || value === undefined) return null;
	switch (type) {
		case 'currency':
			return toText(decimal(String(value)));
		case 'datetime':
			return String(value).slice(0, 19).replace('T', ' ');
		case 'single':
			return Math.fround(Number(value));
		case 'double':
			return String(value);
		default:
			return value as Cell;
	}
}

test.each([
	['base/0012026.accdb', undefined],
	['base/0022026.accdb', undefined],
	['base/0032026.accdb', undefined],
	['new-orders/0022026.accdb', undefined],
	['older-schema/0032026.accdb', undefined],
	['password/0022026.accdb', FIXTURE_PASSWORD],
])('every cell of %s is the one that mdb-reader reads', async (fixture, password) => {
	const file = await files.copy(fixture);
	const { stdout } = await run(
		process.execPath,
		[join(repository, 'test/support/mdb-reader-dump.mjs'), file, ...(password ? [password] : [])],
		{ maxBuffer: 1 << 28 },
	);
	const reference = JSON.parse(stdout) as Record<string, Array<Record<string, unknown>>>;
	await using(driverless(file, password), async (database) => {
		expect([...(await database.tables())].sort()).toEqual(Object.keys(reference).sort());
		for (const [table, expected] of Object.entries(reference)) {
			const columns = await database.columns(table);
			const rows = await database.select({ table, columns: columns.map(({ name }) => name) });
			const comparable = (cells: Cell[][]) => cells.map((row) => JSON.stringify(row)).sort();
			const ours = rows.map((row) =>
				columns.map(({ name, type }) => {
					const cell = row[name] ?? null;
					return type === 'single' && cell !== null ? Math.fround(Number(cell)) : cell;
				}),
			);
			const theirs = expected.map((row) =>
				columns.map((column) => cellOf(column, row[column.name])),
			);
			expect(comparable(ours)).toEqual(comparable(theirs));
		}
	});
});

describe('the thread of the reader', () => {
	test('the event loop goes on while a file is decrypted and read', async () => {
		const file = await files.copy('password/0022026.accdb');
		let ticks = 0;
		const timer = setInterval(() => ticks++, 5);
		try {
			await using(driverless(file, FIXTURE_PASSWORD), async (database) => {
				await database.select({ table: 'F_LPC', columns: ['CODLPC', 'TOTLPC'] });
			});
		} finally {
			clearInterval(timer);
		}
		// Deriving the key from the password alone is hundreds of milliseconds of computing.
		expect(ticks).toBeGreaterThan(10);
	});

	test('the compiled reader reads the same as the source does', async () => {
		const compiled = join(files.folder, 'compiled');
		await mkdir(join(compiled, 'lib/access'), { recursive: true });
		await symlink(join(repository, 'node_modules'), join(compiled, 'node_modules'));
		const sources = [
			...(await readdir(join(repository, 'lib/access'))).map((name) => `lib/access/${name}`),
			'lib/breather.ts',
			'lib/errors.ts',
			'lib/money.ts',
		];
		for (const source of sources) {
			const { outputText } = transpileModule(await readFile(join(repository, source), 'utf8'), {
				compilerOptions: {
					module: ModuleKind.CommonJS,
					target: ScriptTarget.ES2023,
					esModuleInterop: true,
				},
			});
			await writeFile(join(compiled, source.replace(/\.ts$/, '.js')), outputText);
		}
		const file = await files.copy('base/0022026.accdb', 'compiled.accdb');
		const query = { table: 'F_PCL', columns: ['TIPPCL', 'CODPCL', 'TOTPCL'], orderBy: ['TOTPCL'] };
		const script = `
			const { openCompanyDatabase } = require('./lib/access');
			openCompanyDatabase(${JSON.stringify(driverless(file))})
				.then(async (database) => {
					process.stdout.write(JSON.stringify(await database.select(${JSON.stringify(query)})));
					await database.close();
				});`;
		const { stdout } = await run(process.execPath, ['-e', script], { cwd: compiled });
		const rows = await using(driverless(file), async (database) => await database.select(query));
		expect(rows).toHaveLength(121);
		expect(JSON.parse(stdout)).toEqual(rows);
	});

	test('reading that takes too long is ended, and the next question starts anew', async () => {
		const file = await files.copy('password/0022026.accdb', 'slow.accdb');
		await using(
			{ ...driverless(file, FIXTURE_PASSWORD), timeLimitMs: 20 },
			async (database) =>
				await expect(database.tables()).rejects.toMatchObject({
					class: 'retry',
					code: 'READ_TOO_SLOW',
				}),
		);
		await using(driverless(file, FIXTURE_PASSWORD), async (database) =>
			expect(await database.tables()).toHaveLength(14),
		);
	});

	test('closing ends what is still being asked', async () => {
		const file = await files.copy('password/0022026.accdb', 'closed.accdb');
		const database = await openCompanyDatabase(driverless(file, FIXTURE_PASSWORD));
		const asked = expect(database.tables()).rejects.toMatchObject({ code: 'CLOSED' });
		await new Promise((resolve) => setTimeout(resolve, 50));
		await database.close();
		await asked;
	});
});

describe('how rows lie in the file', () => {
	const PAGE = 4096;

	/** Calls back for every row slot of the data pages of a file, or of its pages of long texts. */
	function eachSlot(
		bytes: Buffer,
		kind: 'rows' | 'long texts',
		change: (slot: number, page: number, row: number) => void,
	): void {
		for (let page = PAGE; page < bytes.length; page += PAGE) {
			const isLongTexts = bytes.toString('latin1', page + 4, page + 8) === 'LVAL';
			if (bytes[page] !== 1 || isLongTexts !== (kind === 'long texts')) continue;
			const rows = bytes.readUInt16LE(page + 12);
			for (let row = 0; row < rows; row++) change(page + 14 + row * 2, page, row);
		}
	}

	test('a row written before a column was added has NULL there', async () => {
		const file = await files.copy('base/0022026.accdb', 'shorter-rows.accdb');
		const { columns, before } = await using(driverless(file), async (database) => {
			const all = await database.columns('F_PCL');
			return {
				columns: all.map(({ name }) => name),
				before: await database.select({ table: 'F_PCL', columns: all.map(({ name }) => name) }),
			};
		});
		const last = columns.at(-1) ?? '';
		expect(before.some((row) => row[last] !== null)).toBe(true);

		const bytes = await readFile(file);
		let changed = 0;
		eachSlot(bytes, 'rows', (slot, page) => {
			const offset = bytes.readUInt16LE(slot);
			if (offset > 0x1fff || bytes.readUInt16LE(page + offset) !== columns.length) return;
			bytes.writeUInt16LE(columns.length - 1, page + offset);
			changed++;
		});
		expect(changed).toBe(before.length);
		await writeFile(file, bytes);

		await using(driverless(file), async (database) => {
			expect(await database.select({ table: 'F_PCL', columns })).toEqual(
				before.map((row) => ({ ...row, [last]: null })),
			);
			expect(await database.select({ table: 'F_PCL', columns: [last] })).toEqual(
				before.map(() => ({ [last]: null })),
			);
		});
	});

	test('long texts are whole beside deleted ones', async () => {
		const file = await files.copy('base/0022026.accdb', 'deleted-texts.accdb');
		const before = await everything(driverless(file));
		const bytes = await readFile(file);
		eachSlot(bytes, 'long texts', (slot) => {
			bytes.writeUInt16LE(bytes.readUInt16LE(slot) | 0xc000, slot);
		});
		await writeFile(file, bytes);
		expect(await everything(driverless(file))).toEqual(before);
	});
});

describe('files that cannot be read', () => {
	async function refusal(options: OpenOptions): Promise<unknown> {
		return await everything(options).catch((error: unknown) => error);
	}

	test('a missing password and a wrong one are told apart, and never shown', async () => {
		const file = await files.copy('password/0022026.accdb', 'locked.accdb');
		expect(await refusal(driverless(file))).toMatchObject({
			class: 'person',
			code: 'PASSWORD_NEEDED',
		});
		const wrong = await refusal(driverless(file, 'Duofic-2025'));
		expect(wrong).toMatchObject({ class: 'person', code: 'WRONG_PASSWORD' });
		expect(JSON.stringify(wrong) + String(wrong)).not.toContain('Duofic-2025');
	});

	test('a password that is not needed does not disturb', async () => {
		const file = await files.copy('base/0022026.accdb', 'open.accdb');
		expect(Object.keys((await refusal(driverless(file, 'x'))) as object)).toHaveLength(14);
	});

	test('a file cut off in the middle is damaged', async () => {
		const file = await files.copy('damaged/0022026.accdb');
		expect(await refusal(driverless(file))).toMatchObject({
			class: 'person',
			code: 'FILE_DAMAGED',
		});
	});

	test.each([0.3, 0.5, 0.7, 0.9])(
		'a file cut off at a page border (%d of it left) is damaged',
		async (part) => {
			const file = await files.copy('base/0022026.accdb', `cut-${part}.accdb`);
			const pages = Math.floor(((await readFile(file)).length / 4096) * part);
			await truncate(file, pages * 4096);
			expect(await refusal(driverless(file))).toMatchObject({
				class: 'person',
				code: 'FILE_DAMAGED',
			});
		},
	);

	test.each([3, 50, 120])(
		'a file whose page %d is overwritten is damaged, or read whole',
		async (page) => {
			const file = await files.copy('base/0022026.accdb', `overwritten-${page}.accdb`);
			const before = await everything(driverless(file));
			const handle = await open(file, 'r+');
			await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
			await handle.close();
			const after = await refusal(driverless(file));
			if (!(after instanceof Error)) expect(after).toEqual(before);
			else expect(after).toMatchObject({ class: 'person', code: 'FILE_DAMAGED' });
		},
	);

	test.each(['damaged/notes.accdb'])('%s is no Access file', async (fixture) => {
		expect(await refusal(driverless(await files.copy(fixture)))).toMatchObject({
			class: 'person',
			code: 'NOT_AN_ACCESS_FILE',
		});
	});

	test('an empty file is no Access file', async () => {
		const file = join(files.folder, 'empty.accdb');
		await writeFile(file, '');
		expect(await refusal(driverless(file))).toMatchObject({ code: 'NOT_AN_ACCESS_FILE' });
	});

	test('a missing file, a missing folder and a folder in its place are told apart', async () => {
		expect(await refusal(driverless(join(files.folder, '0022099.accdb')))).toMatchObject({
			class: 'retry',
			code: 'FILE_NOT_FOUND',
		});
		expect(await refusal(driverless(join(files.folder, 'no/0022026.accdb')))).toMatchObject({
			class: 'retry',
			code: 'FOLDER_NOT_FOUND',
		});
		expect(await refusal(driverless(files.folder))).toMatchObject({
			class: 'person',
			code: 'NOT_A_FILE',
		});
	});

	test('a file that vanishes after it was opened is missing', async () => {
		const file = await files.copy('base/0022026.accdb', 'vanishing.accdb');
		await using(driverless(file), async (database) => {
			await rm(file);
			await expect(database.tables()).rejects.toMatchObject({
				class: 'retry',
				code: 'FILE_NOT_FOUND',
			});
		});
	});

	test('a file without rights to read it is a matter of a person', async () => {
		const file = await files.copy('base/0022026.accdb', 'forbidden.accdb');
		const error = await withoutRights(file, 0o000, async () => await refusal(driverless(file)));
		expect(error).toMatchObject({ class: 'person', code: 'NO_ACCESS' });
	});
});

describe('a file that Access has open', () => {
	test('looks damaged for a moment and is read when it is whole again', async () => {
		const whole = await files.copy('base/0022026.accdb', 'whole.accdb');
		const file = await files.copy('damaged/0022026.accdb', 'written.accdb');
		await writeFile(file.replace('.accdb', '.laccdb'), '');
		const reading = everything(driverless(file));
		setTimeout(() => void cp(whole, file), 300);
		expect((await reading).F_PCL).toHaveLength(121);
	});

	test('and that stays unreadable is tried again later, instead of being called damaged', async () => {
		const file = await files.copy('damaged/0022026.accdb', 'writing.accdb');
		await writeFile(file.replace('.accdb', '.laccdb'), '');
		await expect(everything(driverless(file))).rejects.toMatchObject({
			class: 'retry',
			code: 'FILE_CHANGING',
		});
	});

	test('a snapshot stays what it was while the file changes', async () => {
		const file = await files.copy('base/0022026.accdb', 'snapshot.accdb');
		const later = await files.copy('new-orders/0022026.accdb', 'later.accdb');
		await using(driverless(file), async (database) => {
			await database.tables();
			await cp(later, file);
			const before = await database.select({ table: 'F_PCL', columns: ['CODPCL'] });
			expect(before).toHaveLength(121);
		});
		await using(driverless(file), async (database) => {
			const after = await database.select({ table: 'F_PCL', columns: ['CODPCL'] });
			expect(after).toHaveLength(124);
		});
	});
});
