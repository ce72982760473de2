import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { dailyReport } from '../../../../lib/daily-report/compose';
import { readPart } from '../../../../lib/daily-report/input';
import { readLedgerDay } from '../../../../lib/daily-report/ledger-day';
import { FactuLinkError } from '../../../../lib/errors';
import type { Ledger } from '../../../../lib/ledger/ledger';
import { moment } from '../../../shared/parameter-kinds';
import { ledgerParameters } from '../../helpers/parameters';

const properties: INodeProperties[] = [
	{
		displayName:
			'Feed this with the items of Factusol › Customer Order › Report and SQL Server Sales › Report, also with those that say that a source did not answer. A field "origen" names the source. Other items are left out. Runs once.',
		name: 'dailyNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Day',
		name: 'day',
		type: 'string',
		required: true,
		default: "={{ $now.minus({ days: 1 }).toFormat('yyyy-MM-dd') }}",
		placeholder: 'e.g. 2026-03-14',
		description: 'The day that the report is about, as YYYY-MM-DD',
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['report'], operation: ['daily'] } },
	properties,
);

/** One item: the message of the morning. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const day = ledgerParameters(this, properties, 0)('day', moment);
	if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) {
		throw new FactuLinkError({
			class: 'person',
			code: 'REPORT_PERIOD',
			message: `The report cannot be about "${day}".`,
			whatToDo: 'Give the day as YYYY-MM-DD.',
		});
	}
	const parts = this.getInputData().flatMap(({ json }) => readPart(json) ?? []);
	const message = dailyReport(day, parts, await readLedgerDay(ledger, day, this.getTimezone()));
	return [[{ json: message as unknown as IDataObject, pairedItem: { item: 0 } }]];
}
