import fc from 'fast-check';
import type {
	IDataObject,
	IGetNodeParameterOptions,
	INode,
	INodeExecutionData,
	NodeParameterValueType,
} from 'n8n-workflow';

import { itemParameter } from '../../../nodes/shared/item-parameter';
import { Ledger } from '../../../nodes/Ledger/Ledger.node';
import { workflowOf } from '../../support/execute-context';

const NODE: INode = {
	id: 'node-1',
	name: 'Ledger',
	type: 'n8n-nodes-factulink.ledger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const { expression } = workflowOf(new Ledger(), NODE);

/** A node with one field on one item, and how often n8n was asked to evaluate it. */
function fieldOf(value: unknown, json: IDataObject) {
	const items: INodeExecutionData[] = [{ json }];
	let evaluated = 0;
	const evaluate = () => {
		evaluated++;
		return expression.getParameterValue(
			value as NodeParameterValueType,
			null,
			0,
			0,
			NODE.name,
			items,
			'manual',
			{},
		) as unknown;
	};
	const context = {
		getInputData: () => items,
		getNodeParameter: (
			_name: string,
			_itemIndex: number,
			_fallback?: unknown,
			options?: IGetNodeParameterOptions,
		) => (options?.rawExpressions ? value : evaluate()),
	} as unknown as Parameters<typeof itemParameter>[0];
	const read = outcomeOf(() => itemParameter(context, 'field', 0));
	return { read, evaluated, byN8n: outcomeOf(evaluate) };
}

function outcomeOf(work: () => unknown): unknown {
	try {
		return work();
	} catch (error) {
		return String(error);
	}
}

const ITEM = {
	key: '10/FAC/B0021500040374',
	message: null,
	ledger: { id: 7, owner: 'w:1:a', none: null },
	lines: [{ article: 'A1' }],
	solar: { outcome: 'sent', answer: { ok: true } },
};

it.each([
	['={{ $json.key }}', ITEM.key],
	['={{$json.ledger.id}}', 7],
	['={{ $json.ledger?.key ?? $json.key }}', ITEM.key],
	['={{ $json.nothing?.at?.all ?? $json.message ?? $json.ledger.owner }}', 'w:1:a'],
	['={{ $json.message }}', null],
	['={{ $json.missing }}', undefined],
	['={{ $json.message ?? $json.missing }}', undefined],
	['={{ $json.solar }}', ITEM.solar],
	['={{ $json.lines }}', ITEM.lines],
	['no expression', 'no expression'],
	[12, 12],
	[false, false],
	[
		{ result: '={{ $json.solar }}', kept: 'text' },
		{ result: ITEM.solar, kept: 'text' },
	],
	[
		{ __rl: true, mode: 'code', value: '={{ $json.ledger.id }}' },
		{ __rl: true, mode: 'code', value: 7 },
	],
	[{}, {}],
])('reads %j without asking n8n, and as n8n does', (value, expected) => {
	const { read, evaluated, byN8n } = fieldOf(value, ITEM);
	expect(evaluated).toBe(0);
	expect(read).toEqual(expected);
	expect(byN8n).toEqual(expected);
});

it.each([
	'={{ $json.key.length }}',
	'={{ $json.lines.length }}',
	'={{ $json.missing.more }}',
	'={{ $json.message.more ?? $json.key }}',
	'={{ $json.key + "x" }}',
	'={{ $json["key"] }}',
	'={{ $json.details?.code ?? "UNKNOWN" }}',
	'=Voucher {{ $json.key }}',
	'={{ $json.key }} {{ $json.key }}',
	'={{ String($json.ledger.id) }}',
	'={{ $json.toString }}',
	['={{ $json.key }}'],
	{ one: '={{ $json.key }}', other: '={{ $json.key.length }}' },
])('leaves %j to n8n', (value) => {
	expect(fieldOf(value, ITEM).evaluated).toBe(1);
});

it('says of any item and any such expression what n8n says', () => {
	const name = fc.constantFrom('a', 'b', 'c', 'length', 'key');
	const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
	const json = fc.object({ key: name, values: [leaf], maxDepth: 3 });
	const path = fc
		.array(fc.tuple(fc.constantFrom('.', '?.'), name), { minLength: 1, maxLength: 3 })
		.map((steps) => `$json${steps.flat().join('')}`);
	const text = fc
		.array(path, { minLength: 1, maxLength: 3 })
		.map((paths) => `={{ ${paths.join(' ?? ')} }}`);
	let own = 0;
	fc.assert(
		fc.property(json, text, (item, value) => {
			const { read, evaluated, byN8n } = fieldOf(value, item as IDataObject);
			if (evaluated === 0) own++;
			expect(read).toEqual(byN8n);
		}),
		{ numRuns: 150 },
	);
	expect(own).toBeGreaterThan(15);
});
