import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { openBooks, type Books } from '../../../../lib/factusol/books';
import { codeKey } from '../../../../lib/factusol/codes';
import type { Company } from '../../../../lib/factusol/company';
import { PURCHASE_ORDER } from '../../../../lib/factusol/documents';
import { findReferences, type FoundDocument } from '../../../../lib/factusol/find-references';
import { documentName } from '../../../../lib/factusol/identity';
import { parseOrderIdentity, type OrderIdentity } from '../../../../lib/factusol/relay-order';
import { locatorField } from '../../../shared/locator';
import { chosenNumber } from '../../../shared/parameter-kinds';
import { itemParameters } from '../../../shared/parameters';
import { counted, several, tell } from '../../../shared/run-notes';
import { Answers } from '../answers';
import { byBooks } from '../by-books';
import { shownFor } from '../common.descriptions';
import { documentResult } from '../document-result';
import type { Operation } from '../operation';
import { readReference } from '../reference';

const fields: INodeProperties[] = [
	{
		displayName: 'Reference',
		name: 'reference',
		type: 'string',
		default: '={{ $json.purchaseReference }}',
		required: true,
		placeholder: 'e.g. DUOFIC 2026 1-000123',
		description: 'What the purchase order of this item would carry',
	},
	locatorField({
		displayName: 'Supplier',
		name: 'partyCode',
		searchListMethod: 'searchSuppliers',
		example: '901',
		description:
			'Supplier that the purchase order must belong to; one of another supplier is left for a person. Without one: whichever.',
	}),
];

interface Input {
	itemIndex: number;
	order: OrderIdentity;
	reference: string;
	partyCode: number;
}

/** Says of each order whether it has its purchase order: the item with the field `target`. Nothing is written. */
export const findByReference: Operation = {
	description: shownFor('purchaseOrder', 'findByReference', fields),
	execute: async (context, company, items) => {
		const answers = new Answers(context, items);
		const inputs = await answers.read((item, itemIndex) => readInput(context, item, itemIndex));
		for (const [year, group] of byBooks(company, inputs)) {
			try {
				const found = await lookUp(company, year, group);
				for (const input of group) {
					answers.give(input.itemIndex, { ...items[input.itemIndex]?.json, ...found(input) });
				}
			} catch (error) {
				for (const { itemIndex } of group) answers.fail(itemIndex, error);
			}
		}
		const given = answers.inOrder();
		const targets = given.map(({ json }) => json.target as IDataObject | undefined);
		const found = targets.filter((target) => target?.found === true).length;
		const absent = targets.filter((target) => target?.found === false).length;
		const failed = given.length - found - absent;
		const counts = counted({ found, 'not found': absent, 'not looked up': failed }, 'none');
		tell(context, `${several(items.length, 'order')}: ${counts}`, failed > 0 ? 'warning' : 'info');
		return given;
	},
};

function readInput(
	context: IExecuteFunctions,
	{ json }: INodeExecutionData,
	itemIndex: number,
): Input {
	const order = parseOrderIdentity(json);
	const parameter = itemParameters(context, fields, itemIndex);
	const reference = readReference(parameter, order);
	return { itemIndex, order, reference, partyCode: parameter('partyCode', chosenNumber) };
}

async function lookUp(
	company: Company,
	year: number,
	group: readonly Input[],
): Promise<(input: Input) => IDataObject> {
	const books = await openBooks(company, year);
	try {
		const references = group.map(({ reference }) => reference);
		const found = await findReferences(books, PURCHASE_ORDER, references);
		return (input) => answerOf(input, found.get(codeKey(input.reference)), books);
	} finally {
		await books.close();
	}
}

function answerOf(input: Input, document: FoundDocument | undefined, books: Books): IDataObject {
	if (!document) return { target: { found: false } };
	if (input.partyCode > 0 && document.party !== input.partyCode) {
		const name = documentName(document.series, document.number);
		return {
			target: { found: false },
			verdict: {
				state: 'held',
				code: 'REFERENCE_TAKEN',
				reason: `La referencia «${document.reference}» ya está en el ${PURCHASE_ORDER.spanishName} ${name} de ${books.company.name}, que es de otro titular.`,
			},
		};
	}
	const { json, done } = documentResult(
		input.order,
		PURCHASE_ORDER,
		books,
		{ ...document, notes: [] },
		false,
	);
	return { target: { found: true, result: { ...json, message: done } } };
}
