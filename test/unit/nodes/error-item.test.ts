import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import { classify, toErrorItem, toErrorItems, toNodeError } from '../../../nodes/shared/error-item';

const node: INode = {
	id: '1',
	name: 'Ledger',
	type: 'n8n-nodes-factulink.ledger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const locked = new FactuLinkError({
	class: 'retry',
	code: 'FILE_LOCKED',
	message: 'The file 0012026.accdb cannot be read: ENOENT while it was being copied.',
	whatToDo: 'Nothing: it is tried again.',
	details: { file: '0012026.accdb', retryAfterSeconds: 30, code: 'must not win' },
});

describe('an error item', () => {
	it('has only the keys that n8n sends to the error output, and never item.error', () => {
		const item = toErrorItem(locked, 3);

		expect(item).toEqual({
			json: {
				error: locked.message,
				details: {
					file: '0012026.accdb',
					retryAfterSeconds: 30,
					class: 'retry',
					code: 'FILE_LOCKED',
					message: locked.message,
					whatToDo: 'Nothing: it is tried again.',
				},
			},
			pairedItem: { item: 3 },
		});
	});

	it('exists once for each input item when the error concerns them all', () => {
		expect(toErrorItems(locked, 2).map((item) => item.pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
		]);
	});
});

describe('the error that stops a node', () => {
	it('keeps our sentence where n8n would put a general one for a system code', () => {
		const error = toNodeError(node, locked, 3);

		expect(error.message).toBe(locked.message);
		expect(error.description).toBe('Nothing: it is tried again.');
		expect(error.context).toMatchObject({ itemIndex: 3, class: 'retry', code: 'FILE_LOCKED' });
		expect(error.failure).toEqual({ cause: 'temporarily-unavailable', retryAfterMs: 30_000 });
		expect(error.level).toBe('warning');
	});

	it('reports a defect of ours as an error of level error', () => {
		const error = toNodeError(node, new TypeError('x is undefined'));

		expect(error.level).toBe('error');
		expect(error.context).toMatchObject({ class: 'bug', code: 'UNEXPECTED' });
		expect(error.failure).toEqual({ cause: 'node-defect' });
	});
});

describe('classifying what was thrown', () => {
	it('takes the errors of n8n itself as settings that a person mends', () => {
		const thrown = new NodeOperationError(node, 'Could not get parameter "limit"', {
			description: 'Fill in the field.',
		});

		expect(classify(thrown)).toMatchObject({
			class: 'person',
			code: 'NODE_SETTINGS',
			message: 'Could not get parameter "limit"',
			whatToDo: 'Fill in the field.',
		});
	});

	it('gives back the original of an error that was already made ready for n8n', () => {
		expect(classify(toNodeError(node, locked))).toBe(locked);
	});
});
