import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import { FactuLinkError } from '../../lib/errors';
import type { Company } from '../../lib/factusol/company';

const credentialSchema = z.object({
	companyName: z.string().trim().min(1, 'Company Name is empty'),
	locateBy: z.enum(['folder', 'path']).default('folder'),
	dataFolder: z.string().default(''),
	companyCode: z
		.string()
		.trim()
		.regex(/^[A-Za-z0-9]{3}$/, 'Company Code must have three letters or digits, such as 002'),
	fiscalYear: z.enum(['current', 'fixed']).default('current'),
	fixedYear: z.coerce.number().int().min(1990).max(9999).default(2026),
	filePath: z.string().default(''),
	fileYear: z.coerce.number().int().min(0).max(9999).default(0),
	connectionType: z
		.enum(['accessDriver', 'connectionString', 'driverless'])
		.default('accessDriver'),
	connectionString: z.string().default(''),
	password: z.string().default(''),
});

/**
 * The company that a "Factusol Database" credential describes.
 *
 * @throws FactuLinkError `CREDENTIAL_INCOMPLETE` (person) naming the field
 */
export function toCompany(credential: ICredentialDataDecryptedObject): Company {
	const parsed = credentialSchema.safeParse(credential);
	if (!parsed.success) throw incomplete(parsed.error.issues[0]?.message ?? 'a field does not fit');
	const data = parsed.data;
	if (data.locateBy === 'folder' && data.dataFolder.trim() === '')
		throw incomplete('Data Folder is empty');
	if (data.locateBy === 'path' && data.filePath.trim() === '') throw incomplete('File is empty');
	if (data.connectionType === 'connectionString' && data.connectionString.trim() === '')
		throw incomplete('Connection String is empty');
	return {
		name: data.companyName,
		code: data.companyCode,
		location:
			data.locateBy === 'folder'
				? {
						by: 'folder',
						folder: data.dataFolder.trim(),
						fiscalYear: data.fiscalYear === 'current' ? 'current' : data.fixedYear,
					}
				: {
						by: 'path',
						file: data.filePath.trim(),
						fiscalYear: data.fileYear === 0 ? null : data.fileYear,
					},
		connection:
			data.connectionType === 'connectionString'
				? { via: 'connection-string', template: data.connectionString }
				: { via: data.connectionType === 'driverless' ? 'driverless' : 'access-driver' },
		...(data.password === '' ? {} : { password: data.password }),
	};
}

function incomplete(reason: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'CREDENTIAL_INCOMPLETE',
		message: `The Factusol Database credential cannot be used: ${reason}.`,
		whatToDo: 'Open the credential, complete that field and test the connection.',
	});
}
