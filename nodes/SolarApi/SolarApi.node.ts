import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { asReadingTool } from '../shared/as-tool';
import { router } from './actions/router';
import { properties } from './actions/voucher';
import { solarApiTest } from './methods/credential-test';

const SEND_OUTPUTS = ['Sent', 'Rejected', 'Retry Later'].map((displayName) => ({
	displayName,
	type: NodeConnectionTypes.Main,
}));

export class SolarApi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Solar API',
		name: 'solarApi',
		icon: { light: 'file:../../icons/solar.svg', dark: 'file:../../icons/solar.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ $parameter["operation"] }}',
		description: 'Report the sales of a tenant to a shopping mall',
		defaults: { name: 'Solar API' },
		usableAsTool: asReadingTool(properties, ['send']),
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ $parameter["operation"] === "send" ? ${JSON.stringify(SEND_OUTPUTS)} : ${JSON.stringify([NodeConnectionTypes.Main])} }}`,
		credentials: [{ name: 'solarApi', required: true, testedBy: 'solarApiTest' }],
		properties,
	};

	methods = { credentialTest: { solarApiTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
