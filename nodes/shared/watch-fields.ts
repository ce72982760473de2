import type { INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../lib/errors';
import { isDay } from '../../lib/factusol/company';
import { ORDER_STATES } from '../../lib/factusol/customer-orders';
import { UNWANTED_BY_DEFAULT } from '../../lib/factusol/find-orders';
import type { StartFrom, WatchSettings } from '../../lib/factusol/watch-company';
import {
	choice,
	choices,
	collection,
	days,
	moment,
	optional,
	texts,
	trimmed,
	wholeNumber,
} from './parameter-kinds';
import type { ReadParameter } from './parameters';
import { relayLineFields, settingEmpty, toLineSettings } from './parent-line-fields';

const EVENTS = ['newOrder', 'newOrChangedOrder'] as const;
const STARTS = ['date', 'everything', 'now'] as const;
const STATES = ['0', '1', '2', '3', '4'] as const;

/** Which orders are handed over: the same for the trigger and for a look by hand. */
export const watchFields: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		default: 'newOrder',
		description: 'Which orders are handed over',
		options: [
			{
				name: 'New Order',
				value: 'newOrder',
				description: 'A finished customer order that is not known yet',
			},
			{
				name: 'New or Changed Order',
				value: 'newOrChangedOrder',
				description: 'Also an order that was changed or cancelled after it was relayed',
			},
		],
	},
	...relayLineFields,
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		default: 'now',
		options: [
			{
				name: 'Date',
				value: 'date',
				description: 'Orders of that day and later, whatever the look back below',
			},
			{
				name: 'Everything',
				value: 'everything',
				description: 'All orders of the fiscal year, whatever the look back below',
			},
			{
				name: 'Now',
				value: 'now',
				description:
					'Orders that exist at the first look are taken as known; with a ledger they are listed there as skipped and can be released',
			},
		],
		description: 'Which orders count when this company is watched for the first time',
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 2026-11-01',
		description: 'First day whose orders count, as YYYY-MM-DD',
		displayOptions: { show: { startFrom: ['date'] } },
	},
];

/** Options of {@link watchFields}, to be put into a collection named `options`. */
export const watchOptions: INodeProperties[] = [
	{
		displayName: 'Look Back (Days)',
		name: 'lookBackDays',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 30,
		description:
			'When it starts from now: orders dated earlier are not looked at, counted from the last look that succeeded. 0 looks at the whole file.',
	},
	{
		displayName: 'Maximum Orders per Poll',
		name: 'maxOrders',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 5000 },
		default: 200,
		description: 'The oldest come first, the others at the next polls',
	},
	{
		displayName: 'Orders in State',
		name: 'states',
		type: 'multiOptions',
		default: [0, 1, 2, 3],
		options: [
			{ name: 'Cancelled', value: 4, description: 'Factusol shows Anulado' },
			{ name: 'In Warehouse', value: 3, description: 'Factusol shows En almacén' },
			{ name: 'Partly Served', value: 1, description: 'Factusol shows Pte Parcial' },
			{ name: 'Pending', value: 0, description: 'Factusol shows Pte' },
			{ name: 'Sent', value: 2, description: 'Factusol shows Enviado' },
		],
		description: 'Orders in another state are not handed over until they come into one of these',
	},
	{
		displayName: 'Report Unfinished After (Polls)',
		name: 'patience',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10,
		description:
			'An order that is still open in an editor, or whose lines do not add up, is emitted as held after so many polls',
	},
	{
		displayName: 'Series Names or IDs',
		name: 'series',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getSeries' },
		default: [],
		hint: 'Without one: all of them, also those that come into use later',
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	{
		displayName: 'Stream',
		name: 'stream',
		type: 'string',
		default: 'order-relay',
		placeholder: 'e.g. order-relay',
		description: 'Name of the stream in the ledger; the same as in the Ledger nodes',
	},
	{
		displayName: 'Watch the Previous Year for (Days)',
		name: 'previousYearDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 365 },
		default: 31,
		description: 'How long into January the file of the year before is still watched',
	},
];

/** How {@link watchOptions} are read. */
const watchOptionKinds = {
	lookBackDays: optional(days, 30),
	maxOrders: optional(wholeNumber({ least: 1 }), 200),
	patience: optional(wholeNumber({ least: 1 }), 10),
	series: texts,
	stream: trimmed,
	previousYearDays: optional(days, 31),
	states: optional(choices(STATES)),
};

export interface WatchFieldValues {
	watch: WatchSettings;
	/** Stream of the ledger. */
	stream: string;
}

/**
 * @param parameter reads one of {@link watchFields}, or the collection with {@link watchOptions}
 * @throws FactuLinkError `BAD_START_DATE` (person), or what {@link toLineSettings} throws
 */
export function readWatchFields(parameter: ReadParameter): WatchFieldValues {
	const options = parameter('options', collection(watchOptionKinds));
	return {
		stream: options.stream || 'order-relay',
		watch: {
			...toLineSettings(parameter),
			unwantedStates: unwantedStates(options.states),
			series: options.series,
			lookBackDays: options.lookBackDays,
			startFrom: startFrom(parameter),
			changed: parameter('event', choice(EVENTS)) === 'newOrChangedOrder',
			limit: options.maxOrders,
			patience: options.patience,
			previousYearDays: options.previousYearDays,
		},
	};
}

/** A state that Factusol may add one day is wanted. */
function unwantedStates(chosen: readonly string[] | undefined): readonly number[] {
	if (chosen === undefined) return UNWANTED_BY_DEFAULT;
	if (chosen.length === 0) throw settingEmpty('Orders in State', 'Choose at least one.');
	const wanted = chosen.map(Number);
	return [...ORDER_STATES.keys()].filter((state) => !wanted.includes(state));
}

function startFrom(parameter: ReadParameter): StartFrom {
	const from = parameter('startFrom', choice(STARTS));
	if (from !== 'date') return { from };
	// An expression may give a full date-time.
	const date = parameter('startDate', moment).slice(0, 10);
	if (isDay(date)) return { from, date };
	throw new FactuLinkError({
		class: 'person',
		code: 'BAD_START_DATE',
		message: `Start Date "${date}" is not a date.`,
		whatToDo: 'Write year, month and day, for example 2026-11-01.',
	});
}
