import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { router } from './actions/router';
import { properties } from './actions/voucher';
import { ledgerConnectionTest } from '../Ledger/methods/credentialTest';
import { asReadingTool } from '../shared/as-tool';
import { listSearch, loadOptions } from './methods/lists';

export class SqlServerSales implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SQL Server Sales',
		name: 'sqlServerSales',
		icon: {
			light: 'file:../../icons/sql-server-sales.svg',
			dark: 'file:../../icons/sql-server-sales.dark.svg',
		},
		group: ['input'],
		version: [1],
		subtitle: '={{ $parameter["operation"] }}',
		description: 'Get the sales of a Tango database on SQL Server that a mall still has to receive',
		defaults: { name: 'SQL Server Sales' },
		usableAsTool: asReadingTool(properties, ['markHeld', 'markSent']),
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'microsoftSql', required: true },
			{
				// Once only: n8n looks at the first entry of a name, whatever its display options are.
				name: 'factuLinkLedger',
				testedBy: 'ledgerConnectionTest',
				required: false,
				displayOptions: { show: { operation: ['getPending', 'report'] } },
			},
		],
		properties,
	};

	methods = {
		credentialTest: { ledgerConnectionTest },
		listSearch,
		loadOptions,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
