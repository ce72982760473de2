import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { CompanyWatcher, type SourceReport } from '../../../../lib/factusol/watch-company';
import { ledgerFile, LedgerMemory } from '../../../shared/ledger-memory';
import { itemParameters } from '../../../shared/parameters';
import { several, tell } from '../../../shared/run-notes';
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
		const { watch, stream } = readWatchFields(itemParameters(context, fields, 0));
		const file = ledgerFile(await context.getCredentials('factuLinkLedger'));
		const memory = new ToldMemory(file, stream);
		const orders = await new CompanyWatcher(company, watch, memory).look();
		tellOrders(context, orders.length, memory.reports);
		return orders.map((order) => ({
			json: order as unknown as IDataObject,
			pairedItem: { item: 0 },
		}));
	},
};

/** Also keeps what is reported to the ledger about each file, for the person who looks at the run. */
class ToldMemory extends LedgerMemory {
	readonly reports: SourceReport[] = [];

	override async report(report: SourceReport): Promise<void> {
		this.reports.push(report);
		await super.report(report);
	}
}

function tellOrders(
	context: IExecuteFunctions,
	orders: number,
	reports: readonly SourceReport[],
): void {
	const sumOf = (what: 'remaining' | 'waiting') =>
		reports.reduce((sum, { counts }) => sum + (counts?.[what] ?? 0), 0);
	const remaining = sumOf('remaining') - orders;
	const waiting = sumOf('waiting');
	const facts = [
		several(orders, 'new order'),
		...(remaining > 0 ? [`${remaining} or more remain for the next run`] : []),
		...(waiting > 0 ? [`${waiting} not finished yet`] : []),
	];
	tell(context, facts.join(', '), remaining > 0 ? 'warning' : 'info');
	for (const { source, error } of reports) {
		if (error) tell(context, `${source} was not read: ${error.message}`, 'warning');
	}
}
