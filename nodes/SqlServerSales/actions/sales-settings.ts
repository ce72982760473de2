import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { SalesSettings } from '../../../lib/sales/settings';
import { parseSalesSettings } from '../../../lib/sales/settings';
import { locatorField } from '../../shared/locator';
import {
	choice,
	entries,
	jsonObject,
	openCollection,
	optional,
	texts,
} from '../../shared/parameter-kinds';
import { itemParameters } from '../../shared/parameters';

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
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${placeholder}`,
	description,
});

/** The settings of the sales specification: field by field, or all at once from an expression. */
export const salesSettingsFields: INodeProperties[] = [
	{
		displayName: 'Settings',
		name: 'settingsMode',
		type: 'options',
		default: 'fields',
		description: 'How the settings of the mall are given',
		options: [
			{
				name: 'Field by Field',
				value: 'fields',
				description: 'In this panel; what is not added has its default',
			},
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
				placeholder: 'e.g. Art. Ajuste,REDONDEO',
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
						{
							name: 'Credit Note',
							value: 'credit',
							description: 'Is taken off the sales',
						},
						{
							name: 'Debit Note',
							value: 'debit',
							description: 'Counts as a sale, with a code of its own',
						},
						{ name: 'Invoice', value: 'invoice', description: 'Counts as a sale' },
						{
							name: 'Receipt (Not Reported)',
							value: 'receipt',
							description: 'Is no sale: its vouchers are skipped',
						},
					],
					default: 'invoice',
					description: 'What vouchers of this type are, whatever Tango says',
				},
			),
			map(
				'Codes of Voucher Types',
				'typeCodes',
				'Forces the code (IdComprobante) of a type and letter',
				textField(
					'Type and Letter',
					'key',
					'FAC E',
					'Type (T_COMP), a blank and the letter of the number',
				),
				textField('Code', 'value', '019', 'Three digits, as the mall wants them (IdComprobante)'),
			),
			{
				displayName: 'Credit Note Sign',
				name: 'creditNoteSign',
				type: 'options',
				options: [
					{
						name: 'Negative',
						value: 'negative',
						description: 'Quantities and amounts with a minus',
					},
					{
						name: 'Positive',
						value: 'positive',
						description: 'As Tango has them; the code tells the mall to subtract',
					},
				],
				default: 'positive',
				description: 'Ask the mall before going live',
			},
			{
				displayName: 'Default Payment Mean',
				name: 'defaultPaymentMean',
				type: 'string',
				default: 'OTROS',
				placeholder: 'e.g. OTROS',
				description:
					'For accounts that are not under Payment Means, and when nothing is known of the payment',
			},
			{
				displayName: 'Digits of the Number',
				name: 'numberWidth',
				type: 'options',
				options: [
					{ name: '8', value: 8, description: 'For example 00040374' },
					{ name: '9', value: 9, description: 'With a zero on the left: 000040374' },
				],
				default: 8,
				description: 'Length of NroComprobante',
			},
			{
				displayName: 'Digits of the Point of Sale',
				name: 'pointOfSaleWidth',
				type: 'options',
				options: [
					{
						name: '4',
						value: 4,
						description: 'For example 0215; a voucher whose point of sale needs five is held',
					},
					{ name: '5', value: 5, description: 'For example 00215' },
				],
				default: 4,
				description: 'Length of PtoVenta',
			},
			{
				displayName: 'Digits of the Type Code',
				name: 'typeCodeWidth',
				type: 'options',
				options: [
					{ name: '2', value: 2, description: 'For example 06' },
					{ name: '3', value: 3, description: 'For example 006' },
				],
				default: 3,
				description: 'Length of IdComprobante',
			},
			{
				displayName: 'Item Text',
				name: 'itemText',
				type: 'options',
				options: [
					{ name: 'Article Code', value: 'code', description: 'For example RM-BAS-M' },
					{
						name: 'Article Description',
						value: 'description',
						description: 'From the articles of Tango, for example Remera básica algodón talle M',
					},
				],
				default: 'code',
				description: 'What stands for the article of a line (DescripcionItem)',
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
					{
						name: 'Standard',
						value: 'standard',
						description: 'Point of sale and number of the voucher, each in its field',
					},
				],
				default: 'standard',
				description: 'How point of sale and number are sent',
			},
			{
				displayName: 'Other Taxes',
				name: 'otherTaxes',
				type: 'options',
				options: [
					{
						name: 'Add to the Largest Line',
						value: 'largestLine',
						description: 'The total that is sent is what the customer paid',
					},
					{
						name: 'Leave Out',
						value: 'leaveOut',
						description: 'The total that is sent is without them',
					},
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
				textField('Payment Mean', 'value', 'EFECTIVO', 'What the mall calls it (MedioPago)'),
			),
			{
				displayName: 'Payments of Credit Notes',
				name: 'creditNotePaymentSide',
				type: 'options',
				options: [
					{
						name: 'Credit Side (H)',
						value: 'H',
						description: 'Where money goes out of an account',
					},
					{
						name: 'Debit Side (D)',
						value: 'D',
						description: 'Where money comes in, as with invoices',
					},
				],
				default: 'H',
				description: 'Which treasury rows (CTA29) of a credit note are its payments',
			},
			{
				displayName: 'Rubro',
				name: 'rubro',
				type: 'string',
				default: '1',
				placeholder: 'e.g. 1',
				description: 'Category of every line, as the mall numbers them',
			},
			{
				displayName: 'Tolerance',
				name: 'tolerance',
				type: 'string',
				default: '0.05',
				placeholder: 'e.g. 0.05',
				description: 'Largest accepted difference between header, lines and payments',
			},
		],
	},
];

const MODES = ['fields', 'json'] as const;

const settingsKind = openCollection({
	adjustmentArticles: optional(texts),
	branches: optional(texts),
	paymentMeans: optional(entries),
	typeClasses: optional(entries),
	typeCodes: optional(entries),
});

/** @throws FactuLinkError `SALES_SETTINGS` (person) naming every setting that does not fit */
export function salesSettingsOf(context: IExecuteFunctions): SalesSettings {
	const parameter = itemParameters(context, salesSettingsFields, 0, 'SALES_SETTINGS');
	return parseSalesSettings(
		parameter('settingsMode', choice(MODES)) === 'json'
			? parameter('settingsJson', jsonObject)
			: parameter('settings', settingsKind),
	);
}
