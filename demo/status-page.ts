import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { CredentialJson } from './credentials';
import type { Extra } from './extras';
import { shippedWorkflow } from './workflows';

const STATUS_PAGE_CREDENTIAL = {
	id: 'flCredEstado0001',
	name: 'FactuLink: página de estado',
	type: 'httpBasicAuth',
} as const;

const loginSchema = z.object({ user: z.string(), password: z.string() });
/** Who may open the status page. */
export type Login = z.infer<typeof loginSchema>;

export const newLogin = (): Login => ({
	user: 'factulink',
	password: randomBytes(15).toString('base64url'),
});

/** The login of a work folder: its password is made once and stays in that folder. */
export function loginOf(folder: string): Login {
	const file = path.join(folder, 'status-page.json');
	if (!existsSync(file)) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(file, JSON.stringify(newLogin()), { mode: 0o600 });
	}
	return loginSchema.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown);
}

export function statusPageCredential({ user, password }: Login): CredentialJson {
	return { ...STATUS_PAGE_CREDENTIAL, data: { user, password } };
}

/** Where the workflow answers, below the address of n8n. */
export const STATUS_PAGE_PATH = '/webhook/factulink/estado';

/** The status page with the login of a work folder. */
export function statusPage(login: Login): Extra {
	return {
		setup: {
			credentials: [statusPageCredential(login)],
			workflows: [shippedWorkflow('estado.json')],
		},
		where: (n8nUrl) => [
			`Estado: ${n8nUrl}${STATUS_PAGE_PATH}, user ${login.user}, password ${login.password}`,
		],
	};
}
