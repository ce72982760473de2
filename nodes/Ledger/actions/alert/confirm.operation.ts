import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { confirmAlerts } from '../../../../lib/alerts/alerts';
import { isTroubleOfFile } from '../../../../lib/ledger/errors';
import type { Ledger } from '../../../../lib/ledger/ledger';
import {
	alertItems,
	alertsField,
	closedLedgers,
	ledgerPath,
	referencesOf,
} from '../../helpers/alerts';

const MESSAGE = 'Aviso enviado.';

export const description = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['confirm'] } },
	[alertsField],
);

/** The messages of the items went out. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const references = referencesOf(this);
	const file = await ledgerPath(this);
	closedLedgers.confirm(file, references.flat(), new Date());
	await confirmAlerts(ledger, references.flat());
	return [alertItems(references, MESSAGE)];
}

export async function answerFailure(
	this: IExecuteFunctions,
	error: unknown,
): Promise<INodeExecutionData[][] | null> {
	if (!isTroubleOfFile(error)) return null;
	const references = referencesOf(this);
	closedLedgers.confirm(await ledgerPath(this), references.flat(), new Date());
	return [alertItems(references, MESSAGE)];
}
