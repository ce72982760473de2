import { readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { STAND_IN_TEMPLATE, createAccessStandIn } from '../../demo/stand-in/access-stand-in';
import type { OpenOptions } from '../../lib/access';

const FIXTURES = resolve(__dirname, '../fixtures/factusol');

/** Password of the file in the folder `password`. */
export const FIXTURE_PASSWORD = 'Duofic-2026';

/** A folder for the files of one test suite; opening a company file may change it, so tests use copies. */
export class CompanyFiles {
	private constructor(readonly folder: string) {}

	static async create(): Promise<CompanyFiles> {
		const folder = await mkdtemp(join(tmpdir(), 'factulink-'));
		// Tests about rights look into it as another user.
		await chmod(folder, 0o755);
		return new CompanyFiles(folder);
	}

	/**
	 * Copies a fixture.
	 *
	 * @param fixture folder and file, "base/0022026.accdb"
	 * @returns path of the copy
	 */
	async copy(fixture: string, name = fixture.replaceAll('/', '-')): Promise<string> {
		const file = join(this.folder, name);
		await cp(join(FIXTURES, fixture), file);
		return file;
	}

	/** Makes the SQLite stand-in of a fixture, which can be written through ODBC. */
	async standIn(fixture: string, name = `${fixture.replaceAll('/', '-')}.sqlite`): Promise<string> {
		const file = join(this.folder, name);
		await createAccessStandIn({ accdb: join(FIXTURES, fixture), sqlite: file });
		return file;
	}

	async remove(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** What a correct reader must find in the fixtures. */
export const expectations = JSON.parse(
	readFileSync(join(FIXTURES, 'expected.json'), 'utf8'),
) as Expectations;

export interface Expectations {
	snapshots: Record<string, Record<string, ExpectedFile>>;
}

export interface ExpectedFile {
	rows: Record<string, number>;
	highestOrderNumber: Record<string, number>;
	/** Folder and file of the file whose rows are the same. */
	sameRowsAs?: string;
	orders: ExpectedOrder[];
}

export interface ExpectedOrder {
	series: string;
	number: number;
	date: string;
	time: string | null;
	state: number;
	customer: number;
	customerName: string;
	reference: string | null;
	net: Array<number | null>;
	base: Array<number | null>;
	vat: Array<number | null>;
	total: number;
	lines: Array<{
		pos: number;
		article: string;
		description: string;
		quantity: number;
		price: number;
		discounts: Array<number | null>;
		total: number;
		comment?: string;
	}>;
}

export function driverless(file: string, password?: string): OpenOptions {
	return {
		file,
		connection: { via: 'driverless' },
		label: basename(file),
		...(password === undefined ? {} : { password }),
	};
}

/** Opens a stand-in through the real odbc module. */
export function throughOdbc(file: string, template = STAND_IN_TEMPLATE): OpenOptions {
	return {
		file,
		connection: { via: 'connection-string', template },
		label: basename(file),
	};
}
