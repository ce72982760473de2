import type { INodeProperties } from 'n8n-workflow';

import { today } from '../../../lib/factusol/company';
import { locatorField } from '../../shared/locator';
import { collection, flag, optional, wholeNumber } from '../../shared/parameter-kinds';
import type { ReadParameter } from '../../shared/parameters';

/** Shows fields only for one operation of one resource. */
export function shownFor(
	resource: string,
	operation: string,
	fields: readonly INodeProperties[],
): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...field.displayOptions?.show, resource: [resource], operation: [operation] },
		},
	}));
}

export const returnAllFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

const limitKind = wholeNumber({ least: 0 });

/** How many results are wanted; undefined: all of them. */
export function limitOf(parameter: ReadParameter): number | undefined {
	return parameter('returnAll', flag) ? undefined : parameter('limit', limitKind);
}

export const fiscalYearOption: INodeProperties = {
	displayName: 'Fiscal Year',
	name: 'fiscalYear',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 9999 },
	default: 0,
	placeholder: 'e.g. 2026',
	description: 'Which year to open when the credential follows the calendar. 0: the current one.',
};

/** The options of operations that have no others. */
export const fiscalYearOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [fiscalYearOption],
};

/** The year asked for in the options; otherwise that of the calendar. A fixed year of the credential wins. */
export function fiscalYearOf(parameter: ReadParameter): number {
	return parameter('options', fiscalYearKind).fiscalYear || today().year;
}

const fiscalYearKind = collection({
	fiscalYear: optional(wholeNumber({ least: 0, most: 9999 }), 0),
});

export const documentField: INodeProperties = {
	displayName: 'Document',
	name: 'document',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1-000123',
	description: 'Series and number as Factusol shows them',
};

export const articleField: INodeProperties = locatorField({
	displayName: 'Article',
	name: 'articleCode',
	searchListMethod: 'searchArticles',
	example: 'OF00012',
	required: true,
	description: 'Code of the article (F_ART); upper and lower case do not matter',
});
