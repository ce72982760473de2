import { shippedWorkflow, type WorkflowJson } from '../../../../demo/workflows';
import { quicken } from '../../../../faults/load/quicken';

const PACE = { listenerSeconds: 6, workerSeconds: 3, salesSeconds: 15 };

const SCHEDULES = new Set([
	'n8n-nodes-base.scheduleTrigger',
	'n8n-nodes-factulink.factusolTrigger',
]);

const scheduleOf = ({ nodes }: WorkflowJson) =>
	nodes.filter(({ type }) => SCHEDULES.has(type)).map(({ parameters }) => parameters);

it.each([
	['order-relay.worker.json', 3],
	['sales-sync.json', 15],
])('lets %s look every %d seconds', (file, secondsInterval) => {
	expect(scheduleOf(quicken(PACE)(shippedWorkflow(file)))).toEqual([
		{ rule: { interval: [{ field: 'seconds', secondsInterval }] } },
	]);
});

it('lets a listener look ten times a minute', () => {
	const [parameters] = scheduleOf(quicken(PACE)(shippedWorkflow('order-relay.duofic.json')));
	expect(parameters?.pollTimes).toMatchObject({
		item: [0, 6, 12, 18, 24, 30, 36, 42, 48, 54].map((second) => ({
			mode: 'custom',
			cronExpression: `${second} * * * * *`,
		})),
	});
});

it.each(['order-relay.worker.json', 'order-relay.duofic.json', 'sales-sync.json'])(
	'changes nothing else in %s',
	(file) => {
		const shipped = shippedWorkflow(file);
		const quick = quicken(PACE)(shipped);
		const without = ({ nodes, ...rest }: WorkflowJson) => ({
			...rest,
			nodes: nodes.map(({ parameters: { pollTimes: _often, ...parameters }, ...node }) =>
				node.type === 'n8n-nodes-base.scheduleTrigger' ? node : { ...node, parameters },
			),
		});
		expect(without(quick)).toEqual(without(shipped));
	},
);
