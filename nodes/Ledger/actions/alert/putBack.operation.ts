import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { putBackAlerts } from '../../../../lib/alerts/alerts';
import { isTroubleOfFile } from '../../../../lib/ledger/errors';
import type { Ledger } from '../../../../lib/ledger/ledger';
import {
	alertItems,
	alertsField,
	closedLedgers,
	ledgerPath,
	referencesOf,
} from '../../helpers/alerts';

const MESSAGE = 'El aviso no salió; va en la próxima revisión.';

export const description = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['putBack'] } },
	[alertsField],
);

/** The messages of the items did not go: the next review hands them out again. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const references = referencesOf(this);
	closedLedgers.putBack(await ledgerPath(this), references.flat());
	await putBackAlerts(ledger, references.flat());
	return [alertItems(references, MESSAGE)];
}

export async function answerFailure(
	this: IExecuteFunctions,
	error: unknown,
): Promise<INodeExecutionData[][] | null> {
	if (!isTroubleOfFile(error)) return null;
	const references = referencesOf(this);
	closedLedgers.putBack(await ledgerPath(this), references.flat());
	return [alertItems(references, MESSAGE)];
}
