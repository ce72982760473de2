import { loadDriver } from '../../../lib/ledger/sqlite/driver';

describe('loading the SQLite library', () => {
	it.each(['20.20.2', '22.22.0', '18.0.0'])(
		'is refused on Node %s, where opening a file would end the process',
		async (version) => {
			await expect(loadDriver(version)).rejects.toMatchObject({
				class: 'person',
				code: 'LEDGER_NODE_TOO_OLD',
				message: `The ledger needs Node.js 24 or later, and n8n runs on Node.js ${version}.`,
			});
		},
	);

	it('says so when the library is not installed', async () => {
		jest.doMock('better-sqlite3', () => {
			throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
		});

		await expect(loadDriver()).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_DRIVER_MISSING',
			message: 'The SQLite library better-sqlite3 cannot be loaded (MODULE_NOT_FOUND).',
		});
		jest.dontMock('better-sqlite3');
	});

	it('succeeds on the Node that runs this test', async () => {
		const driver = await loadDriver();
		const db = new driver(':memory:');

		expect(db.prepare('SELECT 1 AS one').get()).toEqual({ one: 1 });
		db.close();
	});
});
