import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { withDatabase } from '../../../lib/sales/connection';
import { parseSqlServerCredential } from '../../../lib/sales/credential';
import { readTreasuryAccounts } from '../../../lib/sales/treasury-accounts';
import { toNodeError } from '../../shared/error-item';

/** Treasury accounts to choose from in the payment map. */
export async function searchTreasuryAccounts(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const credential = parseSqlServerCredential(await this.getCredentials('microsoftSql'));
		const accounts = await withDatabase(credential, readTreasuryAccounts);
		const wanted = filter.toLowerCase();
		return {
			results: accounts
				.map(({ code, description }) => ({ name: `${code} ${description}`.trim(), value: code }))
				.filter(({ name }) => name.toLowerCase().includes(wanted)),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
