import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Company } from '../../../lib/factusol/company';

/** What an operation file exports: its fields, and what it does with all input items at once. */
export interface Operation {
	description: INodeProperties[];
	execute: (
		context: IExecuteFunctions,
		company: Company,
		items: readonly INodeExecutionData[],
	) => Promise<INodeExecutionData[]>;
}
