import type {
	IDataObject,
	IExecuteFunctions,
	IGetNodeParameterOptions,
	INode,
	INodeExecutionData,
	INodeType,
	NodeExecutionHint,
	NodeParameterValueType,
} from 'n8n-workflow';
import { NodeHelpers, UserError, Workflow } from 'n8n-workflow';

export interface RunOptions {
	/** Values of the node's parameters; what is left out has its default. */
	parameters: IDataObject;
	items: IDataObject[];
	credentials?: Record<string, IDataObject>;
	continueOnFail?: boolean;
	executionId?: string;
	/** Gets what the node says about its run. */
	hints?: NodeExecutionHint[];
}

/** A workflow of this one node, for everything that n8n derives from one. */
export function workflowOf(nodeType: INodeType, node: INode): Workflow {
	return new Workflow({
		id: 'workflow-1',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
	});
}

/**
 * Runs a node the way n8n's own tests do: on a hand-made `this`, with the defaults that n8n itself derives from the
 * node's description and its own evaluation of expressions. It is no n8n: what needs the engine is tested end to end.
 */
export async function runNode(
	nodeType: INodeType,
	{
		parameters,
		items,
		credentials = {},
		continueOnFail = false,
		executionId = '1',
		hints = [],
	}: RunOptions,
): Promise<INodeExecutionData[][]> {
	const node: INode = {
		id: 'node-1',
		name: nodeType.description.displayName,
		type: `n8n-nodes-factulink.${nodeType.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	node.parameters =
		NodeHelpers.getNodeParameters(
			nodeType.description.properties,
			parameters as INode['parameters'],
			true,
			false,
			node,
			nodeType.description,
		) ?? {};
	const workflow = workflowOf(nodeType, node);
	const input: INodeExecutionData[] = items.map((json) => ({ json }));
	const context = {
		getInputData: () => input,
		getNode: () => node,
		getWorkflow: () => ({ id: 'workflow-1', name: 'Test', active: false }),
		getExecutionId: () => executionId,
		getInstanceBaseUrl: () => 'http://localhost:5678/',
		addExecutionHints: (...said: NodeExecutionHint[]) => hints.push(...said),
		logger: { info: () => undefined },
		sendMessageToUI: () => undefined,
		getTimezone: () => 'Europe/Madrid',
		continueOnFail: () => continueOnFail,
		getCredentials: async (name: string) => {
			// n8n hands out only credentials that the node declares.
			if (!nodeType.description.credentials?.some((each) => each.name === name)) {
				throw new Error(`The node declares no credential ${name}`);
			}
			return await Promise.resolve(credentials[name] ?? {});
		},
		getNodeParameter: (
			name: string,
			itemIndex: number,
			fallback?: unknown,
			options?: IGetNodeParameterOptions,
		) => {
			// As n8n has it: the fallback is for what is not set, not for what an expression does not find.
			const { [name]: value = fallback } = node.parameters as IDataObject;
			if (value === undefined) throw new UserError(`Could not get parameter "${name}"`);
			if (options?.rawExpressions) return value;
			return workflow.expression.getParameterValue(
				value as NodeParameterValueType,
				null,
				0,
				itemIndex,
				node.name,
				input,
				'manual',
				{},
			);
		},
	};
	return (await nodeType.execute?.call(
		context as unknown as IExecuteFunctions,
	)) as INodeExecutionData[][];
}
