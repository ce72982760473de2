import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { asReadingTool } from '../shared/as-tool';
import { properties } from './actions/resources';
import { router } from './actions/router';
import { ledgerConnectionTest } from './methods/credentialTest';

const named = (...names: string[]) =>
	names.map((displayName) => ({ displayName, type: NodeConnectionTypes.Main }));

/** By operation; every other has the one output. */
const OUTPUTS = {
	register: named('New', 'Changed', 'Known'),
	decide: named('Decided', 'Refused'),
};

const CHANGING_OPERATIONS = [
	'claim',
	'complete',
	'confirm',
	'decide',
	'fail',
	'hold',
	'purge',
	'putBack',
	'raise',
	'rebuild',
	'register',
	'release',
	'review',
	'skip',
];

export class Ledger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'FactuLink Ledger',
		name: 'ledger',
		icon: { light: 'file:../../icons/ledger.svg', dark: 'file:../../icons/ledger.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Do each order or sale once: queue, memory and audit trail in one file',
		defaults: { name: 'FactuLink Ledger' },
		usableAsTool: asReadingTool(properties, CHANGING_OPERATIONS),
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ (${JSON.stringify(OUTPUTS)})[$parameter["operation"]] ?? ${JSON.stringify([NodeConnectionTypes.Main])} }}`,
		credentials: [{ name: 'factuLinkLedger', required: true, testedBy: 'ledgerConnectionTest' }],
		properties,
	};

	methods = { credentialTest: { ledgerConnectionTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
