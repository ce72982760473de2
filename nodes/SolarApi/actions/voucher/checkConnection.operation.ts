import type { IDataObject } from 'n8n-workflow';

import { checkSolarConnection } from '../../../../lib/solar/check-connection';
import type { Operation } from '../operation';

/** Goes as far as the login and tells which step did not work. A connection that is not in order is a result here. */
export const checkConnection: Operation = {
	description: [],
	execute: async (context) => {
		const steps = await checkSolarConnection(await context.getCredentials('solarApi'));
		const failed = steps.find(({ result }) => result === 'failed');
		return [
			[
				{
					json: {
						ok: failed === undefined,
						steps: steps as unknown as IDataObject[],
						...(failed === undefined
							? {}
							: { failedStep: failed.step, message: failed.message, whatToDo: failed.whatToDo }),
					},
					pairedItem: { item: 0 },
				},
			],
		];
	},
};
