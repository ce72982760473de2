import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { requireFromN8n } from './host';

const ownerSchema = z.object({ email: z.string(), password: z.string() });
export type Owner = z.infer<typeof ownerSchema>;

interface Bcrypt {
	hash(text: string, rounds: number): Promise<string>;
}

/** The owner account of a user folder; its password is made once and stays in that folder. */
export function ownerOf(userFolder: string): Owner {
	const file = path.join(userFolder, 'owner.json');
	if (!existsSync(file)) {
		mkdirSync(userFolder, { recursive: true });
		// n8n demands a capital letter and a figure.
		const password = `${randomBytes(12).toString('base64url')}A1`;
		const owner: Owner = { email: 'owner@factulink.example', password };
		writeFileSync(file, JSON.stringify(owner), { mode: 0o600 });
	}
	return ownerSchema.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown);
}

/** The settings with which n8n makes the owner account by itself instead of asking in the browser. */
export async function ownerEnvironment(
	owner: Owner,
	startFile: string,
): Promise<Record<string, string>> {
	const bcrypt = requireFromN8n(startFile, 'bcryptjs') as Bcrypt;
	return {
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: owner.email,
		N8N_INSTANCE_OWNER_FIRST_NAME: 'FactuLink',
		N8N_INSTANCE_OWNER_LAST_NAME: 'Demo',
		N8N_INSTANCE_OWNER_PASSWORD_HASH: await bcrypt.hash(owner.password, 10),
	};
}
