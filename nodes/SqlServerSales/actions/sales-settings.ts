import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import type { SalesSettings } from '../../../lib/sales/settings';
import { parseSalesSettings } from '../../../lib/sales/settings';
import { commaList } from '../../shared/comma-list';
import { chosenText, locatorField } from '../../shared/locator';

/** One row per entry of a map: `key` and `value`. */
const map = (
	displayName: string,
	name: string,
	description: string,
	keyField: INodeProperties,
	valueField: INodeProperties,
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add entry',
	default: {},
	description,
	options: [{ displayName: 'Entries', name: 'entries', values: [keyField, valueField] }],
});

const textField = (
	displayName: string,
	name: 'key' | 'value',
	placeholder: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${placeholder}`,
});

/** The settings of the sales specification: field by field, or all at once from an expression. */
export const salesSettingsFields: INodeProperties[] = [
	{
		displayName: 'Settings',
		name: 'settingsMode',
		type: 'options',
		default: 'fields',
		options: [
			{ name: 'Field by Field', value: 'fields' },
			{
				name: 'JSON',
				value: 'json',
				description: 'All at once, for example from a node that holds the settings of the workflow',
			},
		],
	},
	{
		displayName: 'Settings (JSON)',
		name: 'settingsJson',
		type: 'json',
		default: '{}',
		displayOptions: { show: { settingsMode: ['json'] } },
		description: 'An object with the names of the documentation; what is left out has its default',
	},
	{
		displayName: 'Mall Settings',
		name: 'settings',
		type: 'collection',
		placeholder: 'Add setting',
		default: {},
		displayOptions: { show: { settingsMode: ['fields'] } },
		options: [
			{
				displayName: 'Adjustment Articles',
				name: 'adjustmentArticles',
				type: 'string',
				default: 'Art. Ajuste',
				description:
					'Codes, separated by commas, of lines that are no articles: their amount goes to the largest line',
			},
			{
				displayName: 'Branch Names or IDs',
				name: 'branches',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getBranches' },
				default: [],
				hint: 'The branches that this tenant reports. Without one: all of them.',
				description:
					'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
			map(
				'Classes of Voucher Types',
				'typeClasses',
				'Forces what a voucher type (T_COMP) is',
				locatorField({
					displayName: 'Type',
					name: 'key',
					searchListMethod: 'searchVoucherTypes',
					example: 'NCP',
					description: 'Type of the vouchers (T_COMP), as Tango spells it',
				}),
				{
					displayName: 'Class',
					name: 'value',
					type: 'options',
					options: [
						{ name: 'Credit Note', value: 'credit' },
						{ name: 'Debit Note', value: 'debit' },
						{ name: 'Invoice', value: 'invoice' },
						{ name: 'Receipt (Not Reported)', value: 'receipt' },
					],
					default: 'invoice',
				},
			),
			map(
				'Codes of Voucher Types',
				'typeCodes',
				'Forces the code (IdComprobante) of a type and letter',
				textField('Type and Letter', 'key', 'FAC E'),
				textField('Code', 'value', '019'),
			),
			{
				displayName: 'Credit Note Sign',
				name: 'creditNoteSign',
				type: 'options',
				options: [
					{ name: 'Negative', value: 'negative' },
					{ name: 'Positive', value: 'positive' },
				],
				default: 'positive',
				description: 'Ask the mall before going live',
			},
			{
				displayName: 'Default Payment Mean',
				name: 'defaultPaymentMean',
				type: 'string',
				default: 'OTROS',
			},
			{
				displayName: 'Digits of the Number',
				name: 'numberWidth',
				type: 'options',
				options: [
					{ name: '8', value: 8 },
					{ name: '9', value: 9 },
				],
				default: 8,
			},
			{
				displayName: 'Digits of the Point of Sale',
				name: 'pointOfSaleWidth',
				type: 'options',
				options: [
					{ name: '4', value: 4 },
					{ name: '5', value: 5 },
				],
				default: 4,
			},
			{
				displayName: 'Digits of the Type Code',
				name: 'typeCodeWidth',
				type: 'options',
				options: [
					{ name: '2', value: 2 },
					{ name: '3', value: 3 },
				],
				default: 3,
			},
			{
				displayName: 'Item Text',
				name: 'itemText',
				type: 'options',
				options: [
					{ name: 'Article Code', value: 'code' },
					{ name: 'Article Description', value: 'description' },
				],
				default: 'code',
			},
			{
				displayName: 'Numbering',
				name: 'numbering',
				type: 'options',
				options: [
					{
						name: 'Legacy (12 Characters)',
						value: 'legacy12',
						description:
							'As earlier programs sent it. "Already registered" then proves nothing; use it only when the mall asks for it.',
					},
					{ name: 'Standard', value: 'standard' },
				],
				default: 'standard',
			},
			{
				displayName: 'Other Taxes',
				name: 'otherTaxes',
				type: 'options',
				options: [
					{ name: 'Add to the Largest Line', value: 'largestLine' },
					{ name: 'Leave Out', value: 'leaveOut' },
				],
				default: 'largestLine',
				description: 'What to do with perceptions and internal taxes',
			},
			map(
				'Payment Means',
				'paymentMeans',
				'What the mall calls a treasury account',
				locatorField({
					displayName: 'Treasury Account',
					name: 'key',
					searchListMethod: 'searchTreasuryAccounts',
					example: '110100',
					description: 'Account (COD_CTA) in which Tango books the payment',
				}),
				textField('Payment Mean', 'value', 'EFECTIVO'),
			),
			{
				displayName: 'Payments of Credit Notes',
				name: 'creditNotePaymentSide',
				type: 'options',
				options: [
					{ name: 'Credit Side (H)', value: 'H' },
					{ name: 'Debit Side (D)', value: 'D' },
				],
				default: 'H',
			},
			{ displayName: 'Rubro', name: 'rubro', type: 'string', default: '1' },
			{
				displayName: 'Tolerance',
				name: 'tolerance',
				type: 'string',
				default: '0.05',
				description: 'Largest accepted difference between header, lines and payments',
			},
		],
	},
];

const LISTS = new Set(['branches', 'adjustmentArticles']);
const MAPS = new Set(['paymentMeans', 'typeClasses', 'typeCodes']);

/** @throws FactuLinkError `SALES_SETTINGS` (person) naming every setting that does not fit */
export function salesSettingsOf(context: IExecuteFunctions): SalesSettings {
	if (context.getNodeParameter('settingsMode', 0) === 'json') {
		return parseSalesSettings(readJson(context.getNodeParameter('settingsJson', 0)));
	}
	const fields = context.getNodeParameter('settings', 0, {}) as IDataObject;
	return parseSalesSettings(
		Object.fromEntries(
			Object.entries(fields).map(([name, value]) => {
				if (LISTS.has(name)) return [name, commaList(value)];
				return [name, MAPS.has(name) ? mapOf(value) : value];
			}),
		),
	);
}

function readJson(value: unknown): unknown {
	const read = typeof value === 'string' ? fromText(value) : value;
	if (read !== undefined) return read;
	throw new FactuLinkError({
		class: 'person',
		code: 'SALES_SETTINGS',
		message: 'The field "Settings (JSON)" holds no JSON.',
		whatToDo: 'Correct the text, or choose "Field by Field".',
	});
}

function fromText(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function mapOf(value: unknown): Record<string, string> {
	const { entries = [] } = value as { entries?: Array<{ key: unknown; value: unknown }> };
	return Object.fromEntries(
		entries.map((entry) => [chosenText(entry.key), chosenText(entry.value)] as const),
	);
}
