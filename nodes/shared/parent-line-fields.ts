import type { INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../lib/errors';
import type { LineRule, ParentLineSettings } from '../../lib/factusol/parent-lines';
import { locatorField } from './locator';
import { choice, choices, chosenNumber, texts, trimmed } from './parameter-kinds';
import type { ReadParameter } from './parameters';

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
	locatorField({
		displayName: "Parent's Supplier Code",
		name: 'parentSupplierCode',
		searchListMethod: 'searchSuppliers',
		example: '1',
		preset: '1',
		required: true,
		description: "What the parent company is among the suppliers (F_PRO) of this company's file",
		hint: 'Decides which lines are relayed and at which price: every company has its own code for the parent',
	}),
	{
		displayName: 'Lines of the Parent',
		name: 'lineRule',
		type: 'options',
		default: 'usualSupplier',
		description: "Which lines of an order are the parent's",
		options: [
			{
				name: 'All Lines With an Article',
				value: 'all',
				description: 'Whoever supplies the article',
			},
			{
				name: 'Article Codes That Begin With',
				value: 'codes',
				description: 'Beginnings of codes, or patterns with *',
			},
			{
				name: 'Articles of These Families',
				value: 'families',
				description: 'Whoever supplies the article',
			},
			{
				name: 'Articles Whose Usual Supplier Is the Parent',
				value: 'usualSupplier',
				description: 'Also articles without usual supplier for which the parent has a price',
			},
		],
	},
	{
		displayName: 'Family Names or IDs',
		name: 'families',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFamilies' },
		default: [],
		required: true,
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		displayOptions: { show: { lineRule: ['families'] } },
	},
	{
		displayName: 'Codes',
		name: 'codePatterns',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. OF,TON*2026',
		description: 'Beginnings of article codes, or patterns with *, separated by commas',
		displayOptions: { show: { lineRule: ['codes'] } },
	},
	{
		displayName: "Parent's Article Code",
		name: 'articleMapping',
		type: 'options',
		default: 'reference',
		description: 'How the parent calls the article of a line',
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
			{
				name: 'Same Code',
				value: 'sameCode',
				description: 'Both companies use the same article codes',
			},
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
			{
				name: 'Lines of Free Text',
				value: 'freeText',
				description: 'Lines without an article',
			},
			{
				name: 'Returns (Negative Quantities)',
				value: 'returns',
				description: 'What a customer gives back',
			},
		],
		description: 'Lines that are otherwise left out and named on the item',
	},
];

const LINE_RULES = ['all', 'codes', 'families', 'usualSupplier'] as const;
const ARTICLE_MAPPINGS = ['equivalent', 'ean', 'sameCode', 'reference'] as const;
const INCLUDABLE = ['freeText', 'returns'] as const;

/**
 * @param parameter reads one of {@link relayLineFields}
 * @throws FactuLinkError `SETTING_EMPTY`, `NODE_SETTINGS` (person)
 */
export function toLineSettings(
	parameter: ReadParameter,
): ParentLineSettings & { parentName: string } {
	const include = parameter('include', choices(INCLUDABLE));
	return {
		parentName: parameter('parentName', trimmed) || 'la matriz',
		parentSupplierCode: supplierCode(parameter('parentSupplierCode', chosenNumber)),
		lineRule: lineRule(parameter),
		articleMapping: parameter('articleMapping', choice(ARTICLE_MAPPINGS)),
		includeReturns: include.includes('returns'),
		includeFreeText: include.includes('freeText'),
	};
}

function lineRule(parameter: ReadParameter): LineRule {
	const by = parameter('lineRule', choice(LINE_RULES));
	switch (by) {
		case 'families':
			return { by, families: filled(parameter('families', texts), 'Families') };
		case 'codes':
			return { by, patterns: filled(parameter('codePatterns', texts), 'Codes') };
		default:
			return { by };
	}
}

function supplierCode(code: number): number {
	if (code > 0) return code;
	throw settingEmpty("Parent's Supplier Code", 'Choose the parent company among the suppliers.');
}

function filled(parts: string[], label: string): string[] {
	if (parts.length > 0) return parts;
	throw settingEmpty(label, 'Choose or enter at least one, several separated by commas.');
}

/** A field that the node cannot do without. */
export function settingEmpty(label: string, whatToDo: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'SETTING_EMPTY',
		message: `The field "${label}" of the node is empty.`,
		whatToDo,
	});
}
