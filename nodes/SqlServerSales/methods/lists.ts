import type { ILoadOptionsFunctions } from 'n8n-workflow';

import type { Choice } from '../../../lib/choices';
import {
	branchChoices,
	treasuryAccountChoices,
	voucherTypeChoices,
} from '../../../lib/sales/choices';
import { withDatabase } from '../../../lib/sales/connection';
import { parseSqlServerCredential } from '../../../lib/sales/credential';
import type { Database } from '../../../lib/sales/database';
import { listSearchOf, loadOptionsOf } from '../../shared/choice-lists';

function fromDatabase(read: (database: Database) => Promise<Choice[]>) {
	return async (context: ILoadOptionsFunctions): Promise<Choice[]> =>
		await withDatabase(
			parseSqlServerCredential(await context.getCredentials('microsoftSql')),
			read,
		);
}

export const listSearch = {
	searchTreasuryAccounts: listSearchOf(fromDatabase(treasuryAccountChoices)),
	searchVoucherTypes: listSearchOf(fromDatabase(voucherTypeChoices)),
};
export const loadOptions = { getBranches: loadOptionsOf(fromDatabase(branchChoices)) };
