import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { z } from 'zod';

import { ClosedLedgers } from '../../../lib/alerts/closed-ledger';
import type { AlertMessage, AlertReference } from '../../../lib/alerts/message';
import { FactuLinkError } from '../../../lib/errors';
import { json } from '../../shared/parameter-kinds';
import { ledgerParameters } from './parameters';

/** For as long as the process lives; the ledger cannot keep that it could not be opened. */
export const closedLedgers = new ClosedLedgers();

/** The path that the credential names, as the key of {@link closedLedgers}; `''` when it names none. */
export async function ledgerPath(node: IExecuteFunctions): Promise<string> {
	try {
		const { file } = await node.getCredentials<{ file?: unknown }>('factuLinkLedger');
		return typeof file === 'string' ? file : '';
	} catch {
		return '';
	}
}

export function toItems(messages: readonly AlertMessage[]): INodeExecutionData[] {
	return messages.map((message) => ({
		json: message as unknown as IDataObject,
		pairedItem: { item: 0 },
	}));
}

export const alertsField: INodeProperties = {
	displayName: 'Alerts',
	name: 'alerts',
	type: 'json',
	required: true,
	default: '={{ $json.alerts }}',
	description:
		'The field alerts of the item that Review handed out. Behind a node that sends, take it from Review by the name of the node.',
};

const referencesSchema = z
	.array(z.object({ cause: z.string().min(1), kind: z.enum(['new', 'reminder', 'gone']) }))
	.min(1);

/**
 * What the field "Alerts" of each item refers to.
 *
 * @throws FactuLinkError LEDGER_PARAMETER
 */
export function referencesOf(node: IExecuteFunctions): AlertReference[][] {
	return node.getInputData().map((_, itemIndex) => referencesOfItem(node, itemIndex));
}

function referencesOfItem(node: IExecuteFunctions, itemIndex: number): AlertReference[] {
	const value = ledgerParameters(node, [alertsField], itemIndex)('alerts', json);
	const parsed = referencesSchema.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new FactuLinkError({
		class: 'person',
		code: 'LEDGER_PARAMETER',
		message: 'The field "Alerts" does not name what Alert › Review handed out.',
		whatToDo: 'Give it the field "alerts" of the item that Review put out, by an expression.',
		details: { field: 'Alerts' },
	});
}

/** One item for each that came in, with the alerts whose message it was and what became of that message. */
export function alertItems(
	references: readonly (readonly { cause: string }[])[],
	message: string,
): INodeExecutionData[] {
	return references.map((each, item) => ({
		json: { alerts: [...each], message },
		pairedItem: { item },
	}));
}
