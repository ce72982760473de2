import { asLedgerError, isBusy } from '../../../lib/ledger/sqlite/failures';
import { withPatience } from '../../../lib/ledger/sqlite/patience';

const sqliteError = (code: string) => Object.assign(new Error('database is locked'), { code });

describe('waiting for a lock', () => {
	it('tries again until it succeeds', async () => {
		let tries = 0;
		const answer = await withPatience(() => {
			tries += 1;
			if (tries < 4) throw sqliteError('SQLITE_BUSY');
			return 'done';
		}, isBusy);

		expect([answer, tries]).toEqual(['done', 4]);
	});

	it('ends when the budget is used up, with an error to be tried again later', async () => {
		const waiting = withPatience(
			() => {
				throw sqliteError('SQLITE_BUSY_RECOVERY');
			},
			isBusy,
			60,
		);
		const error: unknown = await waiting.catch((caught: unknown) => caught);

		expect(asLedgerError('/x/ledger.sqlite', error)).toMatchObject({
			class: 'retry',
			code: 'LEDGER_BUSY',
			message: expect.stringContaining('/x/ledger.sqlite'),
		});
	});

	it('does not try again what waiting cannot mend', async () => {
		let tries = 0;
		const work = withPatience(() => {
			tries += 1;
			throw sqliteError('SQLITE_CORRUPT');
		}, isBusy);

		await expect(work).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
		expect(tries).toBe(1);
	});
});

describe('what SQLite and the file system answer', () => {
	it.each([
		['SQLITE_FULL', 'retry', 'LEDGER_DISK_FULL'],
		['SQLITE_READONLY_DBMOVED', 'person', 'LEDGER_NOT_WRITABLE'],
		['SQLITE_CANTOPEN', 'person', 'LEDGER_NOT_WRITABLE'],
		['EACCES', 'person', 'LEDGER_NOT_WRITABLE'],
		['SQLITE_NOTADB', 'person', 'LEDGER_NOT_A_DATABASE'],
		['SQLITE_CORRUPT_VTAB', 'person', 'LEDGER_CORRUPT'],
		['SQLITE_IOERR_FSYNC', 'retry', 'LEDGER_UNREACHABLE'],
	])('%s is of class %s with the code %s', (code, errorClass, ledgerCode) => {
		expect(asLedgerError('/x/ledger.sqlite', sqliteError(code))).toMatchObject({
			class: errorClass,
			code: ledgerCode,
		});
	});

	it('passes a defect on as it is', () => {
		const defect = new TypeError('x is undefined');

		expect(asLedgerError('/x/ledger.sqlite', defect)).toBe(defect);
	});
});
