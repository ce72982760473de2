import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { raiseAlerts } from '../../../../lib/alerts/alerts';
import { readFailure, type Failure } from '../../../../lib/alerts/failure';
import { isTroubleOfFile } from '../../../../lib/ledger/errors';
import type { Ledger } from '../../../../lib/ledger/ledger';
import { closedLedgers, ledgerPath } from '../../helpers/alerts';

const properties: INodeProperties[] = [
	{
		displayName:
			'Connect this to an Error Trigger, and Review behind it: Raise only notes the failure, Review gives the message.',
		name: 'raiseNotice',
		type: 'notice',
		default: '',
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['raise'] } },
	properties,
);

function toItem({ cause, workflow, node }: Failure, recorded: boolean, item: number) {
	return {
		json: {
			cause,
			recorded,
			message: recorded
				? `Apuntado el fallo de «${workflow.name}»${node === null ? '' : ` en «${node}»`}.`
				: `El libro ya muestra lo que hizo fallar a «${workflow.name}».`,
		},
		pairedItem: { item },
	};
}

/** Notes what the Error Trigger reports; one item for each failure. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const raised = await raiseAlerts(
		ledger,
		this.getInputData().map(({ json }) => json),
	);
	return [raised.map(({ failure, recorded }, index) => toItem(failure, recorded, index))];
}

/** The failure goes into the message that the ledger cannot be opened. */
export async function answerFailure(
	this: IExecuteFunctions,
	error: unknown,
): Promise<INodeExecutionData[][] | null> {
	if (!isTroubleOfFile(error)) return null;
	const file = await ledgerPath(this);
	return [
		this.getInputData().map(({ json }, index) => {
			const failure = readFailure(json);
			closedLedgers.note(file, error, failure, new Date());
			return toItem(failure, true, index);
		}),
	];
}
