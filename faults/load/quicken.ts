import { everySeconds } from '../hasten';
import type { WorkflowJson } from '../../demo/workflows';

/** How often each flow looks, so that it always has work and its runs seldom overlap. */
export interface Pace {
	listenerSeconds: number;
	workerSeconds: number;
	salesSeconds: number;
}

/**
 * The shipped workflows on another schedule. Nothing else is changed: neither how much a pass takes nor for how long,
 * nor when it is tried again.
 */
export function quicken({ listenerSeconds, workerSeconds, salesSeconds }: Pace) {
	return (workflow: WorkflowJson): WorkflowJson => ({
		...workflow,
		nodes: workflow.nodes.map((node) => {
			const { parameters, type } = node;
			if ('pollTimes' in parameters) {
				const item = everySeconds(listenerSeconds).map((cronExpression) => ({
					mode: 'custom',
					cronExpression,
				}));
				return { ...node, parameters: { ...parameters, pollTimes: { item } } };
			}
			if (type !== 'n8n-nodes-base.scheduleTrigger') return node;
			const isSales = workflow.nodes.some(({ type: other }) => other.endsWith('.solarApi'));
			const secondsInterval = isSales ? salesSeconds : workerSeconds;
			const interval = [{ field: 'seconds', secondsInterval }];
			return { ...node, parameters: { rule: { interval } } };
		}),
	});
}
