import type { WorkflowJson } from '../demo/workflows';

/** n8n refuses a schedule of less than a minute for a listener, but takes several that add up. */
export function everySeconds(seconds: number): string[] {
	const times = Array.from({ length: Math.ceil(60 / seconds) }, (_, index) => index * seconds);
	return times.map((second) => `${second} * * * * *`);
}

export const OFTEN = everySeconds(5);

const SCHEDULE = { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } };

/** Ten seconds in place of minutes: what a killed run had claimed comes back while somebody watches. */
const LEASE_MINUTES = 10 / 60;

/** Retries come back soon, and go on for as long as the shipped relay's do. */
const RETRIES = { maxAttempts: 400, firstDelaySeconds: 2, maxDelaySeconds: 10 };

/**
 * The shipped workflow with other times: minutes become seconds. Nothing else is changed, so that what is broken here
 * is what people import.
 */
export function hasten(workflow: WorkflowJson): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			const { parameters, type } = node;
			if (type === 'n8n-nodes-base.scheduleTrigger') return { ...node, parameters: SCHEDULE };
			if (parameters.operation === 'claim') {
				return { ...node, parameters: { ...parameters, leaseMinutes: LEASE_MINUTES } };
			}
			if (parameters.operation === 'fail') {
				return { ...node, parameters: { ...parameters, options: RETRIES } };
			}
			return node;
		}),
	};
}
