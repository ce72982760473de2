import type { INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../lib/errors';
import type { ArticleMapping, LineRule, ParentLineSettings } from '../../lib/factusol/parent-lines';
import { commaList } from './comma-list';

/** Which lines of an order are the parent's, and how its articles are called there: the same wherever orders are read. */
export const relayLineFields: INodeProperties[] = [
	{
		displayName: 'Parent Company',
		name: 'parentName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Oficit',
		description: 'The company that owns the inventory, for the messages people read',
	},
	{
		displayName: "Parent's Supplier Code",
		name: 'parentSupplierCode',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		required: true,
		description:
			"The code of the parent company among the suppliers (F_PRO) of this company's file",
	},
	{
		displayName: 'Lines of the Parent',
		name: 'lineRule',
		type: 'options',
		default: 'usualSupplier',
		options: [
			{ name: 'All Lines With an Article', value: 'all' },
			{
				name: 'Article Codes That Begin With',
				value: 'codes',
				description: 'Beginnings of codes, or patterns with *',
			},
			{
				name: 'Articles of These Families',
				value: 'families',
			},
			{
				name: 'Articles Whose Usual Supplier Is the Parent',
				value: 'usualSupplier',
				description: 'Also articles without usual supplier for which the parent has a price',
			},
		],
	},
	{
		displayName: 'Families',
		name: 'families',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. INF,TON',
		displayOptions: { show: { lineRule: ['families'] } },
	},
	{
		displayName: 'Codes',
		name: 'codePatterns',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. OF,TON*2026',
		displayOptions: { show: { lineRule: ['codes'] } },
	},
	{
		displayName: "Parent's Article Code",
		name: 'articleMapping',
		type: 'options',
		default: 'reference',
		options: [
			{
				name: 'Equivalent Code',
				value: 'equivalent',
				description: 'F_ART.EQUART holds the code of the parent',
			},
			{
				name: 'Same Barcode (EAN)',
				value: 'ean',
				description: "The parent's article with the same F_ART.EANART",
			},
			{ name: 'Same Code', value: 'sameCode' },
			{
				name: "Supplier's Reference",
				value: 'reference',
				description:
					"The reference in the parent's price (F_LPA), else in the article (F_ART), else the same code",
			},
		],
	},
	{
		displayName: 'Also Include',
		name: 'include',
		type: 'multiOptions',
		default: [],
		options: [
			{ name: 'Lines of Free Text', value: 'freeText' },
			{ name: 'Returns (Negative Quantities)', value: 'returns' },
		],
		description: 'Lines that are otherwise left out and named on the item',
	},
];

/**
 * @param parameter reads a parameter of the node
 * @throws FactuLinkError `SETTING_EMPTY` (person)
 */
export function toLineSettings(
	parameter: (name: string, fallback?: unknown) => unknown,
): ParentLineSettings & { parentName: string } {
	const include = parameter('include', []) as string[];
	return {
		parentName: String(parameter('parentName', '')).trim() || 'la matriz',
		parentSupplierCode: Number(parameter('parentSupplierCode', 1)),
		lineRule: lineRule(parameter),
		articleMapping: parameter('articleMapping', 'reference') as ArticleMapping,
		includeReturns: include.includes('returns'),
		includeFreeText: include.includes('freeText'),
	};
}

function lineRule(parameter: (name: string, fallback?: unknown) => unknown): LineRule {
	switch (parameter('lineRule', 'usualSupplier')) {
		case 'all':
			return { by: 'all' };
		case 'families':
			return { by: 'families', families: list(parameter('families', ''), 'Families') };
		case 'codes':
			return { by: 'codes', patterns: list(parameter('codePatterns', ''), 'Codes') };
		default:
			return { by: 'usualSupplier' };
	}
}

function list(value: unknown, label: string): string[] {
	const parts = commaList(value);
	if (parts.length > 0) return parts;
	throw new FactuLinkError({
		class: 'person',
		code: 'SETTING_EMPTY',
		message: `The field "${label}" of the node is empty.`,
		whatToDo: 'Enter at least one, several separated by commas.',
	});
}
