import type { WorkflowJson } from '../demo/workflows';
import { LEDGER_CREDENTIAL_ID, LEDGER_CREDENTIAL_NAME } from '../demo/credentials';
import { STREAMS } from './judge/ledger';

export const RELEASE_WORKFLOW_ID = 'flFaultsRelease1';
export const RELEASE_TRIGGER = 'By hand';

const credentials = {
	factuLinkLedger: { id: LEDGER_CREDENTIAL_ID, name: LEDGER_CREDENTIAL_NAME },
};

/** What a person does with entries that are held because five runs died with them: looks, and releases them. */
export function releaseWorkflow(): WorkflowJson {
	const flows = Object.values(STREAMS);
	const lists = flows.map((stream) => ({
		name: `Held in ${stream}`,
		type: 'n8n-nodes-factulink.ledger',
		typeVersion: 1,
		parameters: {
			operation: 'getAll',
			stream,
			returnAll: true,
			simplify: false,
			filters: { states: ['held'] },
		},
		credentials,
	}));
	const nodes = [
		{
			name: RELEASE_TRIGGER,
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			parameters: {},
		},
		...lists,
		{
			name: 'Runs not finished',
			type: 'n8n-nodes-base.filter',
			typeVersion: 2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
					conditions: [
						{
							id: 'condition-1',
							leftValue: '={{ $json.reasonCode }}',
							rightValue: 'RUNS_NOT_FINISHED',
							operator: { type: 'string', operation: 'equals' },
						},
					],
					combinator: 'and',
				},
				options: {},
			},
		},
		{
			name: 'Release',
			type: 'n8n-nodes-factulink.ledger',
			typeVersion: 1,
			parameters: { operation: 'release', stream: '={{ $json.stream }}', key: '={{ $json.key }}' },
			credentials,
		},
	];
	const to = (node: string) => ({ node, type: 'main', index: 0 });
	return {
		id: RELEASE_WORKFLOW_ID,
		name: 'Fault laboratory: release',
		nodes: nodes.map((node, index) => ({
			...node,
			id: `faults-release-${index}`,
			position: [index * 200, 0],
		})),
		connections: {
			[RELEASE_TRIGGER]: { main: [lists.map(({ name }) => to(name))] },
			...Object.fromEntries(lists.map(({ name }) => [name, { main: [[to('Runs not finished')]] }])),
			'Runs not finished': { main: [[to('Release')]] },
		},
		active: false,
		settings: { executionOrder: 'v1' },
		pinData: {},
		tags: [],
	};
}
