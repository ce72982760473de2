import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { Breather } from '../../../../lib/breather';
import { SolarClient } from '../../../../lib/solar/client';
import { parseSolarConnection } from '../../../../lib/solar/connection';
import type { SendOutcome, ToSend } from '../../../../lib/solar/send';
import { sendVouchers } from '../../../../lib/solar/send';
import { classify } from '../../../shared/error-item';
import { filledText, wholeNumber } from '../../../shared/parameter-kinds';
import { itemParameters } from '../../../shared/parameters';
import { counted, Progress, several, tell } from '../../../shared/run-notes';
import { comprobanteField, comprobanteOf } from '../comprobante-field';
import type { Operation } from '../operation';

const properties: INodeProperties[] = [
	{
		displayName: 'Key',
		name: 'key',
		type: 'string',
		required: true,
		default: '={{ $json.ledger?.key ?? $json.key }}',
		placeholder: 'e.g. 10/FAC/B0021500040374',
		description: 'What names the voucher in the ledger',
	},
	comprobanteField,
	{
		displayName: 'Vouchers per Request',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000 },
		default: 50,
		description:
			'A request that is refused, or whose connection breaks off, is repeated in smaller ones, down to single vouchers',
	},
];

const OUTPUT_OF = { sent: 0, alreadyRegistered: 0, rejected: 1, retryLater: 2 } as const;

/** `details` is what Ledger: Hold and Ledger: Fail read. */
function jsonOf(json: IDataObject, outcome: SendOutcome): IDataObject {
	const { message, outcome: result } = outcome;
	if (outcome.outcome === 'sent' || outcome.outcome === 'alreadyRegistered') {
		return { ...json, message, solar: { outcome: result, answer: outcome.answer } };
	}
	const { class: errorClass, code, reason, whatToDo } = outcome;
	const retryAfterSeconds =
		outcome.outcome === 'retryLater' ? outcome.retryAfterSeconds : undefined;
	return {
		...json,
		message,
		solar: {
			outcome: result,
			reason,
			...(outcome.outcome === 'rejected' ? { messages: outcome.messages } : {}),
		},
		details: {
			class: errorClass,
			code,
			message,
			whatToDo,
			...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
		},
	};
}

function tellOutcomes(
	context: IExecuteFunctions,
	items: number,
	outcomes: readonly SendOutcome[],
): void {
	const how = (wanted: SendOutcome['outcome']) =>
		outcomes.filter(({ outcome }) => outcome === wanted).length;
	const unreadable = items - outcomes.length;
	const counts = counted(
		{
			sent: how('sent'),
			'already registered': how('alreadyRegistered'),
			rejected: how('rejected') + unreadable,
			'to retry later': how('retryLater'),
		},
		'nothing to send',
	);
	const trouble = how('rejected') + unreadable + how('retryLater') > 0;
	tell(context, `${several(items, 'voucher')}: ${counts}`, trouble ? 'warning' : 'info');
}

/** Reports the vouchers of all input items; each goes to the output Sent, Rejected or Retry Later. */
export const send: Operation = {
	description: updateDisplayOptions({ show: { operation: ['send'] } }, properties),
	execute: async (context, items) => {
		const connection = parseSolarConnection(await context.getCredentials('solarApi'));
		const settings = itemParameters(context, properties, 0);
		const batchSize = settings('batchSize', wholeNumber({ least: 1 }));
		const outputs: INodeExecutionData[][] = [[], [], []];
		const vouchers: ToSend[] = [];
		const places: number[] = [];
		const breather = new Breather();
		for (const itemIndex of items.keys()) {
			await breather.breathe();
			try {
				const key = itemParameters(context, properties, itemIndex)('key', filledText);
				vouchers.push({ key, comprobante: comprobanteOf(context, itemIndex) });
				places.push(itemIndex);
			} catch (error) {
				// One item that is no voucher must not keep the others from being sent.
				const { class: errorClass, code, message, whatToDo } = classify(error);
				outputs[1]?.push({
					json: {
						...items[itemIndex]?.json,
						message,
						details: { class: errorClass, code, message, whatToDo },
					},
					pairedItem: { item: itemIndex },
				});
			}
		}
		const client = new SolarClient(connection);
		try {
			const progress = new Progress(context, 'vouchers', vouchers.length);
			const outcomes = await sendVouchers(client, vouchers, batchSize, (done) => progress.at(done));
			tellOutcomes(context, items.length, outcomes);
			for (const [place, outcome] of outcomes.entries()) {
				const itemIndex = places[place] ?? 0;
				outputs[OUTPUT_OF[outcome.outcome]]?.push({
					json: jsonOf(items[itemIndex]?.json ?? {}, outcome),
					pairedItem: { item: itemIndex },
				});
			}
		} finally {
			client.close();
		}
		return outputs;
	},
};
