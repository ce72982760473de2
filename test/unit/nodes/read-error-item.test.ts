import { FactuLinkError } from '../../../lib/errors';
import { toErrorItem } from '../../../nodes/shared/error-item';
import { readErrorItem } from '../../../nodes/shared/read-error-item';

describe('reading the error that an item carries', () => {
	it('gets back what another node of this package put in', () => {
		const error = new FactuLinkError({
			class: 'retry',
			code: 'FILE_LOCKED',
			message: 'The file is open elsewhere.',
			whatToDo: 'Wait.',
			details: { retryAfterSeconds: 30 },
		});
		const json = { key: 'a', ledger: { id: 1 }, ...toErrorItem(error, 0).json };

		expect(readErrorItem(json, 'person')).toEqual({
			class: 'retry',
			code: 'FILE_LOCKED',
			message: 'The file is open elsewhere.',
			retryAfterSeconds: 30,
		});
	});

	it.each([
		['a text', { error: 'Bad gateway' }, 'Bad gateway'],
		['an object', { error: { message: 'Bad gateway', name: 'NodeApiError' } }, 'Bad gateway'],
		[
			'an object with a description',
			{ error: { message: 'Bad gateway', description: 'Host x is down.' } },
			'Bad gateway Host x is down.',
		],
		['nothing', { key: 'a' }, 'The item does not say what happened.'],
		['details of another kind', { error: 'Oops', details: { class: 'fatal' } }, 'Oops'],
	])('gives the class that was chosen to %s', (_what, json, message) => {
		expect(readErrorItem(json, 'person')).toEqual({
			class: 'person',
			code: 'UNKNOWN',
			message,
			retryAfterSeconds: null,
		});
	});
});
