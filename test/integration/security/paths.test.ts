import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

import { openCompanyDatabase, openWritableCompanyDatabase } from '../../../lib/access';
import { companyFile } from '../../../lib/factusol/company';
import { openLedger } from '../../../lib/ledger/open-ledger';
import { isNetworkType, isOnNetwork, isSharePath } from '../../../lib/ledger/sqlite/network-disk';
import { CompanyFiles, driverless, throughOdbc } from '../../support/company-files';
import { company } from '../../support/factusol';
import { item, LedgerBench, STREAM } from '../../support/ledger';

describe('a company file', () => {
	let files: CompanyFiles;
	let shared: string;
	let secret: string;

	beforeEach(async () => {
		files = await CompanyFiles.create();
		shared = path.join(files.folder, 'shared');
		mkdirSync(shared);
		mkdirSync(path.join(files.folder, 'private'));
		secret = await files.copy('base/0032026.accdb', 'private/0032026.accdb');
	});
	afterEach(() => files.remove());

	const tables = async (file: string) => {
		const database = await openCompanyDatabase(driverless(file));
		try {
			return await database.tables();
		} finally {
			await database.close();
		}
	};
	const refusal = { class: 'person', code: 'LINKED_ELSEWHERE' };

	it.each([
		['the file itself', () => secret],
		['a relative way out', () => '../private/0032026.accdb'],
		[
			'a link that leads on',
			() => {
				symlinkSync(secret, path.join(shared, 'between.accdb'));
				return 'between.accdb';
			},
		],
		[
			'a linked folder',
			() => {
				symlinkSync(path.dirname(secret), path.join(shared, 'folder'));
				return 'folder/0032026.accdb';
			},
		],
	])(
		'that is a link out of its folder, by %s, is opened neither for reading nor for writing',
		async (_how, target) => {
			const link = path.join(shared, '0022026.accdb');
			symlinkSync(target(), link);
			await expect(tables(link)).rejects.toMatchObject(refusal);
			await expect(openCompanyDatabase(throughOdbc(link))).rejects.toMatchObject(refusal);
			await expect(openWritableCompanyDatabase(throughOdbc(link))).rejects.toMatchObject(refusal);
		},
	);

	it('may be a link within its folder, and its folder may be a link: both are the owner of the folder’s choice', async () => {
		await files.copy('base/0022026.accdb', 'shared/data.accdb');
		symlinkSync('data.accdb', path.join(shared, '0022026.accdb'));
		const other = path.join(files.folder, 'other');
		symlinkSync(shared, other);
		expect(await tables(path.join(shared, '0022026.accdb'))).toContain('F_PCL');
		expect(await tables(path.join(other, '0022026.accdb'))).toContain('F_PCL');
	});

	it('is an ordinary file: what never ends is not read', async () => {
		const pipe = path.join(shared, '0022026.accdb');
		execFileSync('mkfifo', [pipe]);
		await expect(tables(pipe)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
		await expect(tables('/dev/zero')).rejects.toMatchObject({ code: 'NOT_A_FILE' });
	});

	it.each(['../', '..\\', '0/1', '00', '0022', '0\0' + '2', '%2e', '00.', ' 02', 'ñ02'])(
		'has no name made from the company code %j',
		(code) => {
			expect(() => companyFile(company('Duofic', code, shared), 2026)).toThrow(
				expect.objectContaining({ code: 'BAD_COMPANY_CODE' }) as Error,
			);
		},
	);

	it('stays in its folder whatever the fiscal year', () => {
		for (const year of [2026, 0, -1, 99_999, 1e21]) {
			const { file } = companyFile(company('Duofic', '002', shared), year);
			expect(path.dirname(file)).toBe(shared);
		}
	});
});

describe('a ledger', () => {
	let bench: LedgerBench;
	beforeEach(() => {
		bench = new LedgerBench();
	});
	afterEach(() => bench.remove());

	const refused = (why: string) => ({
		class: 'person',
		code: 'LEDGER_PATH',
		message: expect.stringContaining(why) as string,
	});

	it('is not opened through a link, and none is made at its other end', async () => {
		await (await bench.open()).register(STREAM, [item('a')]);
		const link = path.join(bench.folder, 'link.sqlite');
		symlinkSync(bench.file, link);
		await expect(openLedger(link)).rejects.toMatchObject(refused('a link'));

		const nowhere = path.join(bench.folder, 'nowhere.sqlite');
		symlinkSync(path.join(bench.folder, 'target.sqlite'), nowhere);
		await expect(openLedger(nowhere)).rejects.toMatchObject(refused('a link'));
		expect(existsSync(path.join(bench.folder, 'target.sqlite'))).toBe(false);
	});

	it('may lie in a linked folder', async () => {
		mkdirSync(path.join(bench.folder, 'real'));
		symlinkSync(path.join(bench.folder, 'real'), path.join(bench.folder, 'other'));
		await openLedger(path.join(bench.folder, 'other', 'ledger.sqlite'));
		expect(existsSync(path.join(bench.folder, 'real', 'ledger.sqlite'))).toBe(true);
	});

	it('is an ordinary file', async () => {
		execFileSync('mkfifo', [bench.file]);
		await expect(bench.open()).rejects.toMatchObject(refused('no ordinary file'));
		await expect(openLedger('/dev/null')).rejects.toMatchObject(refused('no ordinary file'));
	});

	it.each([
		'\\\\server\\share\\ledger.sqlite',
		'\\\\?\\UNC\\server\\share\\ledger.sqlite',
		'\\\\.\\pipe\\ledger',
	])('is not on a share: %s', async (file) => {
		await expect(openLedger(file)).rejects.toMatchObject(refused('network share'));
	});

	it('is told by what a path really is: a drive that is mapped to a share leads to one', () => {
		for (const real of ['\\\\server\\share', '//server/share/x', '\\\\?\\UNC\\server\\share']) {
			expect([real, isSharePath(real)]).toEqual([real, true]);
		}
		for (const real of ['C:\\FactuLink', '\\\\?\\C:\\FactuLink', '/var/lib', '/']) {
			expect([real, isSharePath(real)]).toEqual([real, false]);
		}
	});

	it('is told by the kind of its disk: NFS, SMB and CIFS are of other machines', () => {
		for (const type of [0x6969, 0x517b, 0xff534d42, -11317950, 0xfe534d42]) {
			expect([type, isNetworkType(type)]).toEqual([type, true]);
		}
		for (const type of [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630]) {
			expect([type, isNetworkType(type)]).toEqual([type, false]);
		}
		expect(isOnNetwork(bench.folder)).toBe(false);
	});
});
