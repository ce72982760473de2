import { ClosedLedgers } from '../../../lib/alerts/closed-ledger';
import { readFailure } from '../../../lib/alerts/failure';
import { DEFAULT_ALERTS } from '../../../lib/alerts/settings';
import { FactuLinkError, type ErrorClass } from '../../../lib/errors';

const SETTINGS = { ...DEFAULT_ALERTS, timeZone: 'Europe/Madrid' };
const FILE = '/somewhere/ledger.sqlite';

const trouble = (code: string, errorClass: ErrorClass) =>
	new FactuLinkError({ class: errorClass, code, message: 'English text.', whatToDo: 'Do it.' });
const CORRUPT = trouble('LEDGER_CORRUPT', 'person');
const BUSY = trouble('LEDGER_BUSY', 'retry');

const START = Date.parse('2026-03-14T09:30:00Z');
const after = (minutes: number) => new Date(START + minutes * 60_000);

let ledgers: ClosedLedgers;
beforeEach(() => {
	ledgers = new ClosedLedgers();
});

it('tells once that a ledger cannot be used, with the flows that failed of it', () => {
	const failure = readFailure({
		workflow: { id: 'w', name: 'Trabajador' },
		execution: { id: 1, error: { message: 'No ledger.' }, lastNodeExecuted: 'Tomar' },
	});
	ledgers.note(FILE, CORRUPT, failure, after(0));
	ledgers.note(FILE, CORRUPT, failure, after(1));
	const [message, ...others] = ledgers.closed(FILE, CORRUPT, SETTINGS, after(2));
	expect(others).toEqual([]);
	expect(message).toMatchObject({ kind: 'new', alerts: [{ cause: 'ledger', kind: 'new' }] });
	expect(message?.text).toContain('El fichero del libro está dañado.');
	expect(message?.text.match(/«Trabajador», nodo «Tomar»: No ledger\./g)).toHaveLength(1);
	ledgers.confirm(FILE, message?.alerts ?? [], after(2));
	for (const minutes of [7, 60, 23 * 60]) {
		expect(ledgers.closed(FILE, CORRUPT, SETTINGS, after(minutes))).toEqual([]);
	}
	expect(ledgers.closed(FILE, CORRUPT, SETTINGS, after(24 * 60 + 3))).toMatchObject([
		{ kind: 'reminder' },
	]);
});

it('waits with one that may only be locked for a moment', () => {
	expect(ledgers.closed(FILE, BUSY, SETTINGS, after(0))).toEqual([]);
	expect(ledgers.opened(FILE, SETTINGS, after(5))).toEqual([]);
	expect(ledgers.closed(FILE, BUSY, SETTINGS, after(6))).toEqual([]);
	expect(ledgers.closed(FILE, BUSY, SETTINGS, after(17))).toHaveLength(1);
});

it('says that it is over only to who knows that it was, and once', () => {
	const [message] = ledgers.closed(FILE, CORRUPT, SETTINGS, after(0));
	ledgers.confirm(FILE, message?.alerts ?? [], after(0));
	const [over] = ledgers.opened(FILE, SETTINGS, after(5));
	expect(over?.kind).toBe('gone');
	ledgers.confirm(FILE, over?.alerts ?? [], after(5));
	expect(ledgers.opened(FILE, SETTINGS, after(10))).toEqual([]);
});

it('hands out again what did not go', () => {
	const [message] = ledgers.closed(FILE, CORRUPT, SETTINGS, after(0));
	expect(ledgers.closed(FILE, CORRUPT, SETTINGS, after(1))).toEqual([]);
	ledgers.putBack(FILE, message?.alerts ?? []);
	expect(ledgers.closed(FILE, CORRUPT, SETTINGS, after(2))).toHaveLength(1);
});
