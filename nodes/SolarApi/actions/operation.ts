import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

/** What an operation file exports: its fields, and what it does with all input items at once. */
export interface Operation {
	description: INodeProperties[];
	/** @returns the items of each output */
	execute: (
		context: IExecuteFunctions,
		items: readonly INodeExecutionData[],
	) => Promise<INodeExecutionData[][]>;
}
