import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { reviewAlerts } from '../../../../lib/alerts/alerts';
import { DEFAULT_ALERTS, type AlertSettings } from '../../../../lib/alerts/settings';
import { isTroubleOfFile } from '../../../../lib/ledger/errors';
import type { Ledger } from '../../../../lib/ledger/ledger';
import { collection, hours, minutes, optional } from '../../../shared/parameter-kinds';
import { closedLedgers, ledgerPath, toItems } from '../../helpers/alerts';
import { ledgerParameters } from '../../helpers/parameters';

const properties: INodeProperties[] = [
	{
		displayName:
			'Each item is one message to send (subject, text, html). Confirm it after the node that sends it, and put it back on that node’s error output: what is not confirmed is handed out again.',
		name: 'reviewNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Reminder After (Hours)',
		name: 'reminderHours',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 24,
		description: 'A cause that lasts is told again after so long. 0 never reminds.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Not Watched For (Hours)',
				name: 'unwatchedHours',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 24,
				description: 'A source that nobody has looked at for longer than this is told',
			},
			{
				displayName: 'Patience (Minutes)',
				name: 'patienceMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 10,
				description:
					'Trouble of a source that heals within this time is not told, and trouble counts as over only after this time',
			},
			{
				displayName: 'Waiting For (Minutes)',
				name: 'waitingMinutes',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 30,
				description:
					'Entries that are retried without success, or due and taken by nobody, for longer than this are told',
			},
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['review'] } },
	properties,
);

const optionsKind = collection({
	unwatchedHours: optional(hours, DEFAULT_ALERTS.unwatchedHours),
	patienceMinutes: optional(minutes, DEFAULT_ALERTS.patienceMinutes),
	waitingMinutes: optional(minutes, DEFAULT_ALERTS.waitingMinutes),
});

function alertSettings(node: IExecuteFunctions): AlertSettings {
	const parameter = ledgerParameters(node, properties, 0);
	return {
		...parameter('options', optionsKind),
		reminderHours: parameter('reminderHours', hours),
		timeZone: node.getTimezone(),
	};
}

/** One item for each message to be sent now; none when there is nothing to be said. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const settings = alertSettings(this);
	const messages = await reviewAlerts(ledger, settings);
	const opened = closedLedgers.opened(await ledgerPath(this), settings, new Date());
	return [toItems([...opened, ...messages])];
}

/** One calm message that the ledger cannot be opened. */
export async function answerFailure(
	this: IExecuteFunctions,
	error: unknown,
): Promise<INodeExecutionData[][] | null> {
	if (!isTroubleOfFile(error)) return null;
	return [
		toItems(closedLedgers.closed(await ledgerPath(this), error, alertSettings(this), new Date())),
	];
}
