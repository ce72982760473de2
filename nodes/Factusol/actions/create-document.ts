import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import type { z } from 'zod';

import type { WritableCompanyDatabase } from '../../../lib/access';
import { FactuLinkError } from '../../../lib/errors';
import { openBooksForWriting, type Books } from '../../../lib/factusol/books';
import { isDay, type Company } from '../../../lib/factusol/company';
import type { ComposedDocument, ComposeOptions } from '../../../lib/factusol/compose';
import type { DocumentKind } from '../../../lib/factusol/documents';
import { parseRelayOrder, type RelayOrderCore } from '../../../lib/factusol/relay-order';
import { readArticlesOf, type PriceSource } from '../../../lib/factusol/resolve-lines';
import { DocumentWriter, TimeBudget } from '../../../lib/factusol/write-document';
import { decimal, isDecimalText, toText } from '../../../lib/money';
import { locatorField } from '../../shared/locator';
import {
	choice,
	chosenNumber,
	collection,
	flag,
	moment,
	number,
	optional,
	text,
	trimmed,
	wholeNumber,
} from '../../shared/parameter-kinds';
import { itemParameters, type ReadParameter } from '../../shared/parameters';
import { counted, Progress, several, tell } from '../../shared/run-notes';
import { Answers } from './answers';
import { byBooks } from './by-books';
import { documentResult } from './document-result';
import { readReference } from './reference';

export type Compose = (
	order: RelayOrderCore,
	books: Books,
	options: ComposeOptions,
) => Promise<ComposedDocument>;

/** Fields of both Create operations; only the party differs. */
export function createFields(party: 'supplier' | 'customer'): INodeProperties[] {
	const [label, table, searchListMethod, example] =
		party === 'supplier'
			? (['Supplier', 'F_PRO', 'searchSuppliers', '901'] as const)
			: (['Customer', 'F_CLI', 'searchCustomers', '101'] as const);
	return [
		locatorField({
			displayName: label,
			name: 'partyCode',
			searchListMethod,
			example,
			required: true,
			description: `The ${party} (${table}) in the company that is written to`,
		}),
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			default: '={{ $json.purchaseReference }}',
			required: true,
			placeholder: 'e.g. DUOFIC 2026 1-000123',
			description:
				'Unique text of at most 50 characters by which the order is found again: a document that carries it is never written twice',
		},
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description: 'Whether to return header, lines and SQL and write nothing',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Article Code From',
					name: 'articleCode',
					type: 'options',
					default: 'parentArticle',
					description: 'Which of the two codes of a line is written',
					options: [
						{
							name: 'Article of This Company',
							value: 'article',
							description: 'For documents in the file of the company the order comes from',
						},
						{
							name: 'Article of the Parent',
							value: 'parentArticle',
							description: 'For documents in the file of the parent company',
						},
					],
				},
				{
					displayName: 'Date',
					name: 'date',
					type: 'string',
					default: '',
					placeholder: 'e.g. 2026-11-21',
					description: 'Date of the document. Empty: the date of the source order.',
				},
				{
					displayName: 'Give Up After (Seconds)',
					name: 'timeBudget',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 600 },
					default: 30,
					description:
						'How long all orders of a run together may wait for a locked file before they are left for later',
				},
				{
					displayName: 'Less Percentage',
					name: 'lessPercent',
					type: 'number',
					typeOptions: { numberPrecision: 4 },
					default: 0,
					description: 'What to take off the sale price when it is the price source',
				},
				{
					displayName: 'Price',
					name: 'priceSource',
					type: 'options',
					default: 'item',
					description: 'What a line costs in the document',
					options: [
						{
							name: 'Purchase Price in This Company',
							value: 'target',
							description: "The supplier's price here, else the cost price of the article",
						},
						{
							name: 'Purchase Price on the Item',
							value: 'item',
							description: 'What the company of the order has agreed with its parent',
						},
						{
							name: 'Sale Price Less a Percentage',
							value: 'sale',
							description: 'The price of the source line with its discounts',
						},
					],
				},
				{
					displayName: 'Remarks 1',
					name: 'remarks1',
					type: 'string',
					default: '',
					placeholder: 'e.g. Pedido de Duofic',
					description: 'First line of the remarks that Factusol prints on the document',
				},
				{
					displayName: 'Remarks 2',
					name: 'remarks2',
					type: 'string',
					default: '',
					placeholder: 'e.g. Entregar en Duofic, Calle Mayor 1',
					description: 'Second line of the remarks that Factusol prints on the document',
				},
				{
					displayName: 'Series Name or ID',
					name: 'series',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getWritableSeries' },
					default: '0',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Unusable Articles',
					name: 'unusableArticle',
					type: 'options',
					default: 'hold',
					options: [
						{
							name: 'Leave Them Out',
							value: 'leaveOut',
							description: 'The document is written without them, and its item says so',
						},
						{
							name: 'Let a Person Decide',
							value: 'hold',
							description: 'Nothing is written; the order goes to the error output',
						},
						{
							name: 'Write Them as Text',
							value: 'text',
							description: 'As lines without an article code, and the item says so',
						},
					],
					description:
						'What happens when an article is missing, blocked or discontinued in this company',
				},
				{
					displayName: 'User Code',
					name: 'userCode',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 32_767 },
					default: 1,
					description: 'The Factusol user that appears as author',
				},
				{
					displayName: 'Warehouse Name or ID',
					name: 'warehouse',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getWarehouses' },
					default: '',
					hint: 'Without one: the warehouse of the source order when it exists here, else the first one',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
			],
		},
	];
}

const SOURCES = ['item', 'sale', 'target'] as const;

const optionKinds = collection({
	articleCode: optional(choice(['article', 'parentArticle']), 'parentArticle'),
	date: moment,
	timeBudget: optional(number({ least: 0, most: 86_400 }), 30),
	lessPercent: optional(trimmed, '0'),
	priceSource: optional(choice(SOURCES), 'item'),
	remarks1: text,
	remarks2: text,
	series: optional(text, '0'),
	unusableArticle: optional(choice(['hold', 'leaveOut', 'text']), 'hold'),
	userCode: optional(wholeNumber({ least: 0, most: 32_767 }), 1),
	warehouse: text,
});

type CreateOptions = z.output<typeof optionKinds>;

/** An input item that could be read. */
interface Input {
	itemIndex: number;
	order: RelayOrderCore;
	options: ComposeOptions;
	dryRun: boolean;
}

/**
 * Writes one document per input item, each at most once, and answers in the order of the items. The orders of a
 * fiscal year share one opened file, one look-up of references and one time budget.
 */
export async function createDocuments(
	context: IExecuteFunctions,
	company: Company,
	items: readonly INodeExecutionData[],
	kind: DocumentKind,
	compose: Compose,
	fields: readonly INodeProperties[],
): Promise<INodeExecutionData[]> {
	const answers = new Answers(context, items);
	const inputs = await answers.read(({ json }, itemIndex) =>
		readInput(itemParameters(context, fields, itemIndex), json, itemIndex),
	);
	const { timeBudget } = itemParameters(context, fields, 0)('options', optionKinds);
	const budget = new TimeBudget(timeBudget * 1000);
	const progress = new Progress(context, 'orders', items.length);
	for (const [year, group] of byBooks(company, inputs)) {
		let books: Books<WritableCompanyDatabase> | undefined;
		try {
			books = await openBooksForWriting(company, year);
			const references = group.map((input) => input.options.reference);
			await readArticlesOf(
				group.map(({ order, options }) => ({ order, policy: options })),
				books,
			);
			const writer = new DocumentWriter(books, kind, references, budget);
			for (const input of group) {
				try {
					const json = await writeOne(input, books, writer, compose);
					const ledger = items[input.itemIndex]?.json.ledger;
					if (ledger !== undefined) json.ledger = ledger;
					answers.give(input.itemIndex, json);
				} catch (error) {
					answers.fail(input.itemIndex, error);
				}
				progress.at(answers.count);
			}
		} catch (error) {
			// The file as a whole: every order that has no answer yet shares the reason.
			for (const { itemIndex } of group) {
				if (!answers.has(itemIndex)) answers.fail(itemIndex, error);
			}
		} finally {
			await books?.close();
		}
	}
	const given = answers.inOrder();
	tellResults(context, kind, given);
	return given;
}

function tellResults(
	context: IExecuteFunctions,
	kind: DocumentKind,
	results: readonly INodeExecutionData[],
): void {
	const failed = results.filter(({ json }) => json.error !== undefined).length;
	const written = results.filter(({ json }) => json.created === true).length;
	const simulated = results.filter(({ json }) => json.dryRun !== undefined).length;
	const counts = counted(
		{
			written,
			'already there': results.length - written - simulated - failed,
			'simulated, nothing written': simulated,
			'not written, see the error output': failed,
		},
		'nothing to write',
	);
	const what = several(results.length, kind.name);
	tell(context, `${what}: ${counts}`, failed > 0 ? 'warning' : 'info');
}

function readInput(parameter: ReadParameter, json: IDataObject, itemIndex: number): Input {
	const order = parseRelayOrder(json);
	const options = parameter('options', optionKinds);
	return {
		itemIndex,
		order,
		dryRun: parameter('dryRun', flag),
		options: {
			partyCode: parameter('partyCode', chosenNumber),
			reference: readReference(parameter, order),
			series: options.series,
			date: dateOf(options.date),
			warehouse: options.warehouse,
			remarks: [options.remarks1, options.remarks2],
			userCode: options.userCode,
			articleCode: options.articleCode,
			unusableArticle: options.unusableArticle,
			priceSource: priceSource(options),
		},
	};
}

function priceSource(options: CreateOptions): PriceSource {
	const { priceSource: by, lessPercent } = options;
	if (by !== 'sale') return { by };
	if (isDecimalText(lessPercent)) return { by, lessPercent: decimal(lessPercent) };
	throw new FactuLinkError({
		class: 'person',
		code: 'BAD_PERCENTAGE',
		message: `Less Percentage "${lessPercent}" is no number.`,
		whatToDo: 'Enter a percentage with a decimal point, for example 12.5.',
	});
}

function dateOf(date: string): string {
	const day = date.slice(0, 10);
	if (day === '') return '';
	if (isDay(day)) return day;
	throw new FactuLinkError({
		class: 'person',
		code: 'BAD_DATE',
		message: `Date "${date}" is not a date.`,
		whatToDo: 'Write year, month and day, for example 2026-11-21, or leave it empty.',
	});
}

async function writeOne(
	input: Input,
	books: Books<WritableCompanyDatabase>,
	writer: DocumentWriter,
	compose: Compose,
): Promise<IDataObject> {
	const { order, options, dryRun } = input;
	const document = await compose(order, books, options);
	const { kind } = document;
	const written = dryRun ? await writer.preview(document) : await writer.write(document);
	const { json, done, there } = documentResult(
		order,
		kind,
		books,
		{
			series: written.series,
			number: written.number,
			reference: document.reference,
			lines: document.lines.length,
			net: document.totals.net.map(toText),
			total: toText(document.totals.total),
			notes: document.notes,
		},
		written.created && !dryRun,
	);
	return {
		...json,
		message: [
			dryRun ? `Simulación, no se ha escrito nada: ${done}` : written.created ? done : there,
			...document.notes,
		].join(' '),
		...(dryRun ? { dryRun: await dryRunOf(document, written.series, written.number, books) } : {}),
	};
}

async function dryRunOf(
	document: ComposedDocument,
	series: string,
	number: number,
	books: Books<WritableCompanyDatabase>,
): Promise<IDataObject> {
	const { kind } = document;
	const header = { ...document.header, [kind.series]: series, [kind.number]: number };
	const lines = document.lines.map((line, index) => ({
		...line,
		[kind.lineSeries]: series,
		[kind.lineNumber]: number,
		[kind.linePosition]: index + 1,
	}));
	const sql = [await books.database.insertText(kind.headerTable, header)];
	for (const line of lines) sql.push(await books.database.insertText(kind.lineTable, line));
	return { header, lines, sql };
}
