import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { freePorts } from '../n8n/ports';
import { salesFixtures } from '../project';
import type { SalesConfig, SolarSystem, SqlServerSystem } from './config';
import { loadFixture } from './fixture-database';
import { StandInProcess } from './stand-in-process';

/** What the stand-ins of a folder are reached with; made once and kept there. */
const keptSchema = z.object({
	sqlServer: z.object({ user: z.string(), password: z.string(), port: z.number() }),
	solar: z.object({ user: z.string(), password: z.string(), port: z.number() }),
});
type Kept = z.infer<typeof keptSchema>;

/** Name of the stand-in's database. */
const DATABASE = 'TangoCentral_test';
/** The tenant of the fixture. */
const ID_CLIENTE = '000123';

/** SQL Server and the mall, real or stood in for. */
export class SalesSystems {
	private constructor(
		readonly sqlServer: SqlServerSystem,
		readonly solar: SolarSystem,
		/** Undefined where the system is real. */
		readonly standIns: { sqlServer?: StandInProcess; solar?: StandInProcess },
	) {}

	/** The stand-in's data, to be read by another process than its own. */
	static dataFile(folder: string): string {
		return path.join(folder, 'sql-server', 'tango.sqlite');
	}

	/**
	 * Starts what has to be stood in for, and fills a database that the environment lends.
	 * @param folder where the stand-ins keep what they hold
	 */
	static async start(config: SalesConfig, folder: string): Promise<SalesSystems> {
		const standIns: SalesSystems['standIns'] = {};
		const kept = await keptIn(folder);
		try {
			let { sqlServer, solar } = config;
			if (sqlServer?.type !== 'server') {
				standIns.sqlServer = await startSqlServer(folder, kept);
				sqlServer = {
					type: 'server',
					host: standIns.sqlServer.fact('host'),
					port: Number(standIns.sqlServer.facts.port),
					user: kept.sqlServer.user,
					password: kept.sqlServer.password,
					database: DATABASE,
					encrypt: true,
					trustServerCertificate: true,
					forTrial: false,
				};
			} else if (sqlServer.forTrial) {
				await loadFixture(sqlServer, folder);
			}
			if (solar?.type !== 'server') {
				standIns.solar = await startSolar(folder, kept);
				solar = {
					type: 'server',
					baseUrl: standIns.solar.fact('baseUrl'),
					user: kept.solar.user,
					password: kept.solar.password,
					idCliente: ID_CLIENTE,
					caFile: standIns.solar.fact('caFile'),
				};
			}
			return new SalesSystems(sqlServer, solar, standIns);
		} catch (reason) {
			await stopAll(standIns);
			throw reason;
		}
	}

	async stop(): Promise<void> {
		await stopAll(this.standIns);
	}
}

async function stopAll({ sqlServer, solar }: SalesSystems['standIns']): Promise<void> {
	await Promise.all([sqlServer?.stop(), solar?.stop()]);
}

/** Ports stay the same between runs where they are still free, so that credentials need not be imported again. */
async function keptIn(folder: string): Promise<Kept> {
	const file = path.join(folder, 'stand-ins.json');
	const before = existsSync(file)
		? keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown)
		: undefined;
	const [sqlPort = 0] = await freePorts(1, before?.sqlServer.port);
	const [solarPort = 0] = await freePorts(1, before?.solar.port);
	const secret = () => `${randomBytes(15).toString('base64url')}-1Aa`;
	const kept: Kept = {
		sqlServer: {
			user: 'n8n_factulink',
			password: before?.sqlServer.password ?? secret(),
			port: sqlPort,
		},
		solar: { user: 'locatario', password: before?.solar.password ?? secret(), port: solarPort },
	};
	mkdirSync(folder, { recursive: true });
	writeFileSync(file, JSON.stringify(kept, null, '\t'), { mode: 0o600 });
	return kept;
}

async function startSqlServer(folder: string, { sqlServer }: Kept): Promise<StandInProcess> {
	const file = SalesSystems.dataFile(folder);
	mkdirSync(path.dirname(file), { recursive: true });
	return await StandInProcess.start('sql-server', path.dirname(file), [
		...['--data', file, '--database', DATABASE, '--port', String(sqlServer.port)],
		...['--schema', path.join(salesFixtures, 'schema.sql')],
		...['--seed', path.join(salesFixtures, 'seed.sql')],
		...['--login', `${sqlServer.user}=${sqlServer.password}`],
	]);
}

async function startSolar(folder: string, { solar }: Kept): Promise<StandInProcess> {
	const own = path.join(folder, 'solar-api');
	const { user, password, port } = solar;
	return await StandInProcess.start('solar-api', own, [
		...['--folder', own, '--port', String(port)],
		...['--settings', JSON.stringify({ user, password, idCliente: ID_CLIENTE })],
	]);
}
