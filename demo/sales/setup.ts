import { readFileSync } from 'node:fs';
import type { CredentialJson } from '../credentials';
import type { Setup } from '../setup';
import { salesWorkflow } from '../workflows';
import type { SalesConfig, SolarSystem, SqlServerSystem } from './config';

/** Ids and names that the shipped workflow has. */
export const SALES_WORKFLOW_ID = 'flSalesSync00001';
const SQL_SERVER_CREDENTIAL = { id: 'flCredTango00001', name: 'SQL Server: Tango' } as const;
const SOLAR_CREDENTIAL = { id: 'flCredSolar00001', name: 'Solar API: shopping' } as const;

/** Credentials and workflow of the sales sync; the ledger's credential is not among them. */
export function salesSetup(
	config: SalesConfig,
	{ sqlServer, solar }: { sqlServer: SqlServerSystem; solar: SolarSystem },
): Setup {
	return {
		credentials: [sqlServerCredential(sqlServer), solarCredential(solar)],
		workflows: [salesWorkflow(config)],
	};
}

/** n8n's own credential. */
export function sqlServerCredential(system: SqlServerSystem): CredentialJson {
	return {
		...SQL_SERVER_CREDENTIAL,
		type: 'microsoftSql',
		data: {
			server: system.host,
			database: system.database,
			user: system.user,
			password: system.password,
			port: system.port,
			domain: '',
			tls: system.encrypt,
			allowUnauthorizedCerts: system.trustServerCertificate,
			tdsVersion: '7_4',
			connectTimeout: 15_000,
			requestTimeout: 15_000,
		},
	};
}

export function solarCredential(system: SolarSystem): CredentialJson {
	const { baseUrl, user, password, idCliente, caFile } = system;
	return {
		...SOLAR_CREDENTIAL,
		type: 'solarApi',
		data: {
			baseUrl,
			user,
			password,
			idCliente,
			extraCa: caFile === undefined ? '' : readFileSync(caFile, 'utf8'),
			connectTimeoutSeconds: 15,
			responseTimeoutSeconds: 60,
		},
	};
}
