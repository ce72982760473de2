import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import type { PendingTableSettings } from '../../../lib/sales/pending-table';
import { pendingTableSettingsSchema } from '../../../lib/sales/pending-table';
import { openCollection, trimmed } from '../../shared/parameter-kinds';
import { itemParameters } from '../../shared/parameters';

const column = (
	displayName: string,
	name: string,
	preset: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: preset,
	placeholder: `e.g. ${preset === '' ? 'MOTIVO' : preset}`,
	description,
});

const optional = (what: string) => `${what}. Leave empty when the table does not have it.`;

/** Names of the pending list; the defaults are those of the installation that was studied. */
export const pendingListFields: INodeProperties[] = [
	{
		displayName: 'Pending List',
		name: 'pendingTable',
		type: 'string',
		default: 'EB_T_HistorialSincVentas_Solar',
		required: true,
		placeholder: 'e.g. dbo.EB_T_HistorialSincVentas_Solar',
		description: 'Table that says which vouchers are still to be sent, with or without its schema',
	},
	{
		displayName: 'Columns of the Pending List',
		name: 'pendingColumns',
		type: 'collection',
		placeholder: 'Add column',
		default: {},
		options: [
			column('Date', 'dayColumn', 'FECHA_EMIS', optional('Day of the voucher')),
			column('Number', 'numberColumn', 'N_COMP', 'Number of the voucher, as CTA02 has it'),
			column(
				'Payment Mean',
				'meanColumn',
				'MEDIO_DE_PAGO',
				optional('How it was paid, for vouchers without treasury rows'),
			),
			{
				displayName: 'Pending Value',
				name: 'pendingValue',
				type: 'number',
				default: 0,
				description: 'What the state column holds while a voucher is pending',
			},
			column(
				'Reason',
				'reasonColumn',
				'',
				'Where Mark Held writes why a voucher waits; most installations have no such column',
			),
			column(
				'Sent At',
				'sentAtColumn',
				'FECHA_SYNC',
				optional('Where Mark Sent writes the moment'),
			),
			{
				displayName: 'Sent Value',
				name: 'sentValue',
				type: 'number',
				default: 1,
				description: 'What the state column gets when a voucher was sent',
			},
			column('State', 'stateColumn', 'ESTADO_SYNC', 'Says whether the voucher is pending'),
			column('Time', 'timeColumn', 'HORA_EMIS', optional('Time of the voucher')),
			column('Type', 'typeColumn', 'T_COMP', 'Type of the voucher, as CTA02 has it'),
		],
	},
];

/** @throws FactuLinkError `PENDING_LIST_SETTINGS` (person) naming the field */
export function pendingListOf(context: IExecuteFunctions): PendingTableSettings {
	const parameter = itemParameters(context, pendingListFields, 0, 'PENDING_LIST_SETTINGS');
	const parsed = pendingTableSettingsSchema.safeParse({
		...parameter('pendingColumns', openCollection({})),
		table: parameter('pendingTable', trimmed),
	});
	if (parsed.success) return parsed.data;
	const names = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
	throw new FactuLinkError({
		class: 'person',
		code: 'PENDING_LIST_SETTINGS',
		message: `The names of the pending list do not fit: ${names}.`,
		whatToDo: 'Fill in "Pending List" and the named fields under "Columns of the Pending List".',
	});
}
