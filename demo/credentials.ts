import type { ParentCompany, RelayConfig, SubCompany } from './config';

/** A credential as `n8n import:credentials` takes it: not encrypted, so a file of these is a secret. */
export interface CredentialJson {
	id: string;
	name: string;
	type:
		'factusolDatabase' | 'factuLinkLedger' | 'microsoftSql' | 'solarApi' | 'httpBasicAuth' | 'smtp';
	data: Record<string, string | number | boolean>;
}

type Company = { code: string; name: string };

export type Connection =
	| { type: 'driverless' }
	| { type: 'accessDriver' }
	| { type: 'connectionString'; connectionString: string };

/** Where a company's file is and how n8n opens it. */
export interface CompanyAccess {
	location:
		| { by: 'folder'; folder: string; fiscalYear: RelayConfig['fiscalYear'] }
		| { by: 'path'; file: string; fiscalYear: number };
	connection: Connection;
}

/** The companies of the shipped workflows; their ids are part of those. */
const SHIPPED: Readonly<Record<string, string>> = {
	Oficit: 'Oficit',
	Duofic: 'Duofic',
	OfiFactory: 'Ofifac',
};

const tagOf = ({ code, name }: Company) => SHIPPED[name] ?? `Emp${code.toUpperCase()}`;

export const credentialId = (company: Company): string => `flCred${tagOf(company)}0001`;
export const listenerId = (company: Company): string => `flRelay${tagOf(company)}001`;
export const LEDGER_CREDENTIAL_ID = 'flCredLedger0001';
export const WORKER_ID = 'flRelayWorker001';

export const credentialName = ({ name }: Company): string => `Factusol: ${name}`;
export const LEDGER_CREDENTIAL_NAME = 'FactuLink: libro de traspasos';

/** The credential of a company. */
export function companyCredential(
	company: SubCompany | ParentCompany,
	{ location, connection }: CompanyAccess,
): CredentialJson {
	const year = location.by === 'folder' ? location.fiscalYear : 'current';
	return {
		id: credentialId(company),
		name: credentialName(company),
		type: 'factusolDatabase',
		data: {
			companyName: company.name,
			companyCode: company.code,
			locateBy: location.by,
			dataFolder: location.by === 'folder' ? location.folder : '',
			fiscalYear: year === 'current' ? 'current' : 'fixed',
			fixedYear: year === 'current' ? new Date().getFullYear() : year,
			filePath: location.by === 'path' ? location.file : '',
			fileYear: location.by === 'path' ? location.fiscalYear : 0,
			connectionType: connection.type,
			connectionString: connection.type === 'connectionString' ? connection.connectionString : '',
			password: company.password,
		},
	};
}

export function ledgerCredential(file: string): CredentialJson {
	return {
		id: LEDGER_CREDENTIAL_ID,
		name: LEDGER_CREDENTIAL_NAME,
		type: 'factuLinkLedger',
		data: { file },
	};
}
