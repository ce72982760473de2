import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import axios from 'axios';
import { Agent } from 'node:https';
import * as sql from 'mssql';
import { voucher } from './solar-api/client';

const ROOT = join(__dirname, '../../..');
const FIXTURES = join(ROOT, 'test/fixtures/sales');
/** Built apart from .build, which others may be building anew at this moment. */
const BUILT = join(ROOT, '.local', `stand-in-${process.pid}`);
const MAIN = (name: string): string => join(BUILT, 'demo/stand-in', name, 'main.js');

interface Started {
	process: ChildProcess;
	facts: Record<string, string>;
}

async function start(name: string, list: string[]): Promise<Started> {
	const child = spawn(process.execPath, [MAIN(name), ...list], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const lines = createInterface({ input: child.stdout });
	const [line] = (await once(lines, 'line')) as [string];
	return { process: child, facts: JSON.parse(line) as Record<string, string> };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
	child.kill(signal);
	await once(child, 'exit');
}

describe('the stand-ins as processes of their own', () => {
	let folder: string;
	beforeAll(() => {
		const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
		const list = [tsc, '-p', 'tsconfig.tools.json', '--noCheck', '--outDir', BUILT];
		execFileSync(process.execPath, list, { cwd: ROOT });
	}, 120_000);
	afterAll(() => {
		rmSync(BUILT, { recursive: true, force: true });
	});
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'stand-in-process-'));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('keeps committed sales through a SIGKILL and is steered through its control port', async () => {
		const list = [
			...['--data', join(folder, 'tango.sqlite')],
			...['--schema', join(FIXTURES, 'schema.sql'), '--seed', join(FIXTURES, 'seed.sql')],
			...['--login', 'tango=a=b', '--database', 'Tango_test'],
		];
		const open = async (facts: Record<string, string>): Promise<sql.ConnectionPool> => {
			const pool = new sql.ConnectionPool({
				server: facts.host ?? '',
				port: Number(facts.port),
				database: facts.database,
				user: 'tango',
				password: 'a=b',
				options: {
					encrypt: true,
					cryptoCredentialsDetails: { ca: readFileSync(facts.caFile ?? '', 'utf8') },
				},
			});
			pool.on('error', () => undefined);
			return await pool.connect();
		};
		const pending =
			'SELECT COUNT(*) AS n FROM dbo.EB_T_HistorialSincVentas_Solar AS p WHERE p.ESTADO_SYNC = 0';

		const first = await start('sql-server', list);
		const pool = await open(first.facts);
		const before = (await pool.request().query(pending)).recordset[0].n as number;
		const close =
			"UPDATE dbo.EB_T_HistorialSincVentas_Solar SET ESTADO_SYNC = 1 WHERE N_COMP = 'B0021500030562'";
		await pool.request().query(close);
		const unfinished = new sql.Transaction(pool);
		await unfinished.begin();
		await unfinished.request().query(close.replace('30562', '40374'));
		await end(first.process, 'SIGKILL');
		await unfinished.rollback().catch(() => undefined);
		await pool.close();

		const second = await start('sql-server', list);
		const again = await open(second.facts);
		expect((await again.request().query(pending)).recordset).toEqual([{ n: before - 1 }]);
		await axios.post(`${second.facts.controlUrl}/faults`, { matching: 'CTA02', error: 'deadlock' });
		await expect(
			again.request().query('SELECT COUNT(*) AS n FROM dbo.CTA02 AS h'),
		).rejects.toMatchObject({ number: 1205 });
		expect((await axios.get(`${second.facts.controlUrl}/defects`)).data).toEqual([]);
		await again.close();
		await end(second.process, 'SIGTERM');
		expect(second.process.exitCode).toBe(0);
	}, 60_000);

	it('keeps accepted vouchers and its authority through a SIGKILL', async () => {
		const first = await start('solar-api', ['--folder', folder]);
		const ca = readFileSync(first.facts.caFile ?? '', 'utf8');
		const httpsAgent = new Agent({ ca });
		const send = async (baseUrl = ''): Promise<number> => {
			const options = { httpsAgent, proxy: false as const, validateStatus: () => true };
			const login = { usuario: 'locatario', clave: 'Stand-In-1' };
			const { data } = await axios.post(
				`${baseUrl}/autenticacion/obtenerTokenAcceso`,
				login,
				options,
			);
			const { status } = await axios.post(
				`${baseUrl}/monitoring/informarVentas`,
				{ IdCliente: '000123', Comprobantes: [voucher()] },
				{ ...options, headers: { Authorization: `Bearer ${data.token}` } },
			);
			return status;
		};
		expect(await send(first.facts.baseUrl)).toBe(201);
		await end(first.process, 'SIGKILL');
		expect(existsSync(first.facts.registerFile ?? '')).toBe(true);

		const second = await start('solar-api', ['--folder', folder]);
		expect(await send(second.facts.baseUrl)).toBe(422);
		const { data } = await axios.get(`${second.facts.controlUrl}/counts`);
		expect(data).toEqual({ '006 0215-00040374': 1 });
		await axios.post(`${second.facts.controlUrl}/settings`, { detectDuplicates: false });
		expect(await send(second.facts.baseUrl)).toBe(201);
		httpsAgent.destroy();
		await end(second.process, 'SIGTERM');
		expect(second.process.exitCode).toBe(0);
	}, 60_000);

	it('says how it is used when it is called wrongly', async () => {
		for (const name of ['sql-server', 'solar-api']) {
			const child = spawn(process.execPath, [MAIN(name)], { stdio: ['ignore', 'ignore', 'pipe'] });
			const chunks: Buffer[] = [];
			child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
			const [code] = (await once(child, 'close')) as [number];
			expect(code).toBe(2);
			expect(Buffer.concat(chunks).toString()).toContain('STAND-IN');
		}
	});
});
