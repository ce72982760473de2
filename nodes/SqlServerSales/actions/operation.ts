import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { FactuLinkError } from '../../../lib/errors';
import type { Database } from '../../../lib/sales/database';

/** What an operation file exports: its fields, and what it does with all input items at once. */
export interface Operation {
	description: INodeProperties[];
	execute: (
		context: IExecuteFunctions,
		database: Database,
		items: readonly INodeExecutionData[],
	) => Promise<INodeExecutionData[]>;
	/** Is told when the database could not be opened or the operation failed, for whoever keeps count of that. */
	failed?: (context: IExecuteFunctions, error: FactuLinkError) => Promise<void>;
}
