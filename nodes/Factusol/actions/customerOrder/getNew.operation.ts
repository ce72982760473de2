import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { CompanyWatcher } from '../../../../lib/factusol/watch-company';
import { ledgerFile, LedgerMemory } from '../../../shared/ledger-memory';
import { readWatchFields, watchFields, watchOptions } from '../../../shared/watch-fields';
import { shownFor } from '../common.descriptions';
import type { Operation } from '../operation';

const fields: INodeProperties[] = [
	...watchFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: watchOptions,
	},
];

export const getNew: Operation = {
	description: shownFor('customerOrder', 'getNew', fields),
	/** Once per run, whatever came in: what Factusol Trigger would emit at this moment. */
	execute: async (context, company) => {
		const { watch, stream } = readWatchFields((name, fallback) =>
			context.getNodeParameter(name, 0, fallback),
		);
		const file = ledgerFile(await context.getCredentials('factuLinkLedger'));
		const orders = await new CompanyWatcher(company, watch, new LedgerMemory(file, stream)).look();
		return orders.map((order) => ({
			json: order as unknown as IDataObject,
			pairedItem: { item: 0 },
		}));
	},
};
