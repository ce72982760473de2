import { FactuLinkError } from '../../lib/errors';
import { parseDocumentName } from '../../lib/factusol/identity';

it('an error keeps its sentences short, whatever somebody wrote into the value that it quotes', () => {
	const long = 'x'.repeat(100_000);
	const error = new FactuLinkError({
		class: 'person',
		code: 'TEST',
		message: `"${long}" is no number.`,
		whatToDo: long,
		spanish: long,
	});
	for (const text of [error.message, error.whatToDo, error.spanish ?? '']) {
		expect(text).toHaveLength(2001);
		expect(text.endsWith('…')).toBe(true);
	}
	expect(() => parseDocumentName(long)).toThrow(
		expect.objectContaining({ code: 'BAD_DOCUMENT_NUMBER' }) as Error,
	);
});

it('leaves a sentence of ordinary length as it is', () => {
	const message = 'Duofic (0022026.accdb): there is no file.';
	const options = { class: 'retry', code: 'TEST', message, whatToDo: 'Nothing.' } as const;
	expect(new FactuLinkError(options)).toMatchObject({ message, whatToDo: 'Nothing.' });
});
