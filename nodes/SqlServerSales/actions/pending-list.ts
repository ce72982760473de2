import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import type { PendingTableSettings } from '../../../lib/sales/pending-table';
import { pendingTableSettingsSchema } from '../../../lib/sales/pending-table';

const column = (
	displayName: string,
	name: string,
	preset: string,
	description = '',
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: preset,
	...(description === '' ? {} : { description }),
});

const OPTIONAL = 'Leave empty when the table does not have it';

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
			column('Date', 'dayColumn', 'FECHA_EMIS', OPTIONAL),
			column('Number', 'numberColumn', 'N_COMP'),
			column('Payment Mean', 'meanColumn', 'MEDIO_DE_PAGO', OPTIONAL),
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
			column('Sent At', 'sentAtColumn', 'FECHA_SYNC', OPTIONAL),
			{
				displayName: 'Sent Value',
				name: 'sentValue',
				type: 'number',
				default: 1,
				description: 'What the state column gets when a voucher was sent',
			},
			column('State', 'stateColumn', 'ESTADO_SYNC'),
			column('Time', 'timeColumn', 'HORA_EMIS', OPTIONAL),
			column('Type', 'typeColumn', 'T_COMP'),
		],
	},
];

/** @throws FactuLinkError `PENDING_LIST_SETTINGS` (person) naming the field */
export function pendingListOf(context: IExecuteFunctions): PendingTableSettings {
	const columns = context.getNodeParameter('pendingColumns', 0, {}) as IDataObject;
	const table = context.getNodeParameter('pendingTable', 0);
	const parsed = pendingTableSettingsSchema.safeParse({ ...columns, table });
	if (parsed.success) return parsed.data;
	const names = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
	throw new FactuLinkError({
		class: 'person',
		code: 'PENDING_LIST_SETTINGS',
		message: `The names of the pending list are not complete: ${names}.`,
		whatToDo: 'Fill in the named fields under "Columns of the Pending List".',
	});
}
