import type { IExecuteFunctions, IGetNodeParameterOptions, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import { UNWANTED_BY_DEFAULT } from '../../../lib/factusol/find-orders';
import {
	choice,
	choices,
	chosenCode,
	chosenNumber,
	collection,
	days,
	entries,
	filledText,
	flag,
	jsonObject,
	moment,
	number,
	openCollection,
	optional,
	optionalJsonObject,
	text,
	texts,
	trimmed,
	wholeNumber,
	type Kind,
} from '../../../nodes/shared/parameter-kinds';
import { itemParameters, parameterReader } from '../../../nodes/shared/parameters';
import { readWatchFields, watchFields, watchOptions } from '../../../nodes/shared/watch-fields';

/** Nothing that anybody gave: stands for a parameter that the node does not have. */
const UNSET = Symbol('unset');

function read<Output>(kind: Kind<Output>, value: unknown, field: Partial<INodeProperties> = {}) {
	const fields: INodeProperties[] = [
		{ displayName: 'Number of Hens', name: 'hens', type: 'string', default: '7', ...field },
	];
	return parameterReader(fields, (_name, fallback) => (value === UNSET ? fallback : value))(
		'hens',
		kind,
	);
}

function refusal(kind: Kind<unknown>, value: unknown, field?: Partial<INodeProperties>) {
	try {
		read(kind, value, field);
	} catch (error) {
		if (error instanceof FactuLinkError) return error;
		throw error;
	}
	throw new Error('It was taken');
}

const least2 = wholeNumber({ least: 2 });

describe('a parameter', () => {
	it.each<[string, Kind<unknown>, unknown, unknown]>([
		['text as it is', text, ' a ', ' a '],
		['a number where a text is wanted', text, 12.5, '12.5'],
		['no text', text, null, ''],
		['text without its blanks', trimmed, ' a ', 'a'],
		['a list of texts and numbers', texts, ['a', 2, ' ', null], ['a', '2']],
		['texts between commas', texts, 'a, 2,', ['a', '2']],
		['no texts', texts, undefined, []],
		['a day', moment, ' 2026-03-14 ', '2026-03-14'],
		['the moment that $now is', moment, { toISO: () => '2026-03-14T10:00' }, '2026-03-14T10:00'],
		['a number', number({ least: 0 }), 0.5, 0.5],
		['the text of a number', least2, ' 5 ', 5],
		['a number that is not set', least2, UNSET, 7],
		['true', flag, true, true],
		['the text "false"', flag, 'false', false],
		['a choice', choice(['a', 'b']), 'b', 'b'],
		['choices', choices(['a', 'b']), ['b'], ['b']],
		['choices between commas', choices(['a', 'b']), 'b,a', ['b', 'a']],
		['a code from a list', chosenCode, { mode: 'list', value: ' X ' }, 'X'],
		['a code that was typed', chosenCode, 'X', 'X'],
		['a number from a list', chosenNumber, { mode: 'list', value: '901' }, 901],
		['nothing from a list', chosenNumber, { mode: 'list', value: '' }, 0],
		['an object', jsonObject, { a: 1 }, { a: 1 }],
		['the text of an object', jsonObject, '{"a":1}', { a: 1 }],
		['an object that is left out', optionalJsonObject, '', undefined],
		['a collection', collection({ a: text, b: optional(flag, true) }), {}, { a: '', b: true }],
		['no collection', collection({ b: optional(flag, true) }), null, { b: true }],
		['an option whose expression finds nothing', optional(days, 30), null, 30],
		['other options', openCollection({ a: optional(text) }), { a: 1, b: [] }, { a: '1', b: [] }],
		[
			'rows',
			entries,
			{ entries: [{ key: { mode: 'list', value: '1' }, value: 'a' }] },
			{ '1': 'a' },
		],
		['no rows', entries, {}, {}],
	])('can be %s', (_what, kind, value, result) => {
		expect(read(kind, value)).toEqual(result);
	});

	it.each<[string, Kind<unknown>, unknown, string]>([
		['true where a text is wanted', text, true, 'takes a text, not true.'],
		['an object where a text is wanted', text, {}, 'takes a text, not that object.'],
		['a text of blanks', filledText, ' ', 'takes a text, not " ".'],
		['no number', least2, null, 'has no usable value.'],
		['an empty text for a number', least2, '', 'has no usable value.'],
		['blanks for a number', least2, ' ', 'takes a whole number of at least 2, not " ".'],
		['words for a number', least2, '5 hens', 'takes a whole number of at least 2, not "5 hens".'],
		['half a hen', least2, 2.5, 'takes a whole number of at least 2, not 2.5.'],
		['too few', least2, '1', 'takes a whole number of at least 2, not "1".'],
		[
			'no end',
			number({ least: 0, most: 9 }),
			Infinity,
			'takes a number from 0 to 9, not Infinity.',
		],
		['false for a number', least2, false, 'takes a whole number of at least 2, not false.'],
		['neither true nor false', flag, 1, 'takes true or false, not 1.'],
		['nothing for true or false', flag, undefined, 'has no usable value.'],
		['no such choice', choice(['a', 'b', 'c']), 'd', 'takes "a", "b" or "c", not "d".'],
		[
			'no such choices',
			choices(['a', 'b']),
			['a', 'd'],
			'takes any of "a" and "b", not that list.',
		],
		['true for choices', choices(['a']), true, 'takes any of "a", not true.'],
		['a code that is none', chosenNumber, 'X', 'takes a code of digits, not "X".'],
		[
			'a moment that is none',
			moment,
			{ toISO: () => null },
			'takes a day such as 2026-03-14, not that object.',
		],
		['a list for an object', jsonObject, [], 'takes a JSON object, not an empty list.'],
		['broken JSON', jsonObject, '{', 'takes a JSON object, not "{".'],
		[
			'rows that are none',
			entries,
			{ entries: [1] },
			'takes rows with two values each, not that object.',
		],
		['a text for a collection', collection({}), 'x', 'takes options by their names, not "x".'],
		[
			'much text',
			days,
			'x'.repeat(99),
			`takes a number from 0 to 500000, not "${'x'.repeat(60)}…".`,
		],
	])('says what it takes when it gets %s', (_what, kind, value, sentence) => {
		expect(refusal(kind, value)).toMatchObject({
			class: 'person',
			code: 'NODE_SETTINGS',
			message: `The field "Number of Hens" ${sentence}`,
			whatToDo: expect.stringContaining('"Number of Hens", which takes ') as string,
			details: { field: 'Number of Hens' },
		});
	});

	it('is called as people see it, also inside a collection', () => {
		const field: Partial<INodeProperties> = {
			displayName: 'Options',
			type: 'collection',
			options: [{ displayName: 'Eggs a Day', name: 'eggs', type: 'number', default: 1 }],
		};
		const { message, details } = refusal(
			collection({ eggs: optional(days) }),
			{ eggs: 'x' },
			field,
		);
		expect(message).toBe('The field "Eggs a Day" takes a number from 0 to 500000, not "x".');
		expect(details).toEqual({ field: 'Eggs a Day' });
	});

	it('is empty when it is not set and what it holds then is an expression', () => {
		const { message, whatToDo } = refusal(filledText, UNSET, { default: '={{ $json.hens }}' });
		expect(message).toBe('The field "Number of Hens" has no usable value.');
		expect(whatToDo).toContain('which takes a text');
	});
});

describe('a parameter of an item', () => {
	const fields: INodeProperties[] = [
		{ displayName: 'Number of Hens', name: 'hens', type: 'number', default: 1 },
	];
	/** An item whose field is that expression, and what n8n evaluates it to. */
	function itemWith(expression: string, evaluated?: unknown) {
		let evaluations = 0;
		const context = {
			getInputData: () => [{ json: {} }, { json: { hens: 7 } }],
			getNodeParameter: (
				_name: string,
				_itemIndex: number,
				_fallback: unknown,
				options?: IGetNodeParameterOptions,
			) => {
				if (options?.rawExpressions) return expression;
				evaluations++;
				return evaluated;
			},
		} as unknown as IExecuteFunctions;
		return {
			hens: () => itemParameters(context, fields, 1)('hens', least2),
			evaluations: () => evaluations,
		};
	}

	it('is read without asking n8n where its expression only names a field', () => {
		const { hens, evaluations } = itemWith('={{ $json.hens }}');
		expect(hens()).toBe(7);
		expect(evaluations()).toBe(0);
	});

	it('is otherwise what n8n evaluates', () => {
		expect(itemWith('={{ $json.hens + 1 }}', 8).hens()).toBe(8);
	});

	it('that finds nothing is said to do so for this item', () => {
		const { hens, evaluations } = itemWith('={{ $json.chicks }}');
		expect(hens).toThrow('The field "Number of Hens" has no usable value for this item.');
		expect(evaluations()).toBe(0);
	});
});

describe('the fields of a watched company', () => {
	const fields: INodeProperties[] = [
		...watchFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			default: {},
			options: watchOptions,
		},
	];
	const readFields = (given: Record<string, unknown>) =>
		readWatchFields(
			parameterReader(fields, (name, fallback) => (name in given ? given[name] : fallback)),
		);

	it('have the values that the editor shows when nothing is set', () => {
		expect(readFields({})).toEqual({
			stream: 'order-relay',
			watch: {
				parentName: 'la matriz',
				parentSupplierCode: 1,
				lineRule: { by: 'usualSupplier' },
				articleMapping: 'reference',
				includeReturns: false,
				includeFreeText: false,
				unwantedStates: UNWANTED_BY_DEFAULT,
				series: [],
				lookBackDays: 30,
				startFrom: { from: 'now' },
				changed: false,
				limit: 200,
				patience: 10,
				previousYearDays: 31,
			},
		});
	});

	it.each(
		fields.flatMap(({ name, type, options = [] }) =>
			type === 'options' || type === 'multiOptions'
				? options.flatMap((option) => ('value' in option ? [[name, option.value] as const] : []))
				: [],
		),
	)('take what they offer: %s %s', (name, value) => {
		const needed = { families: 'INF', codePatterns: 'OF', startDate: '2026-11-01' };
		expect(readFields({ ...needed, [name]: value })).toBeDefined();
	});

	it.each<[string, Record<string, unknown>, string]>([
		['lines to include', { include: true }, 'Also Include'],
		['the rule of lines', { lineRule: 'some' }, 'Lines of the Parent'],
		['the start', { startFrom: 5 }, 'Start From'],
		['an option', { options: { maxOrders: 'many' } }, 'Maximum Orders per Poll'],
		['all options', { options: 'none' }, 'Options'],
	])('are not guessed when an expression gives something else for %s', (_what, given, label) => {
		expect(() => readFields(given)).toThrow(`The field "${label}" takes`);
	});
});
