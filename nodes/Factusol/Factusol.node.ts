import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { ledgerConnectionTest } from '../Ledger/methods/credentialTest';
import { asReadingTool } from '../shared/as-tool';
import { properties } from './actions/resources';
import { router } from './actions/router';
import { factusolDatabaseTest } from './methods/credentialTest';
import { listSearch, loadOptions } from './methods/lists';

export class Factusol implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Factusol',
		name: 'factusol',
		icon: { light: 'file:../../icons/factusol.svg', dark: 'file:../../icons/factusol.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read and write the company files of Factusol',
		defaults: { name: 'Factusol' },
		usableAsTool: asReadingTool(properties, ['create', 'getNew']),
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'factusolDatabase', required: true, testedBy: 'factusolDatabaseTest' },
			{
				name: 'factuLinkLedger',
				required: true,
				testedBy: 'ledgerConnectionTest',
				displayOptions: { show: { resource: ['customerOrder'], operation: ['getNew', 'report'] } },
			},
		],
		properties,
	};

	methods = {
		credentialTest: { factusolDatabaseTest, ledgerConnectionTest },
		listSearch,
		loadOptions,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
