import { strict as assert } from 'node:assert';

import fc from 'fast-check';

import { storedLiteral } from '../../lib/access/literals';
import { FactuLinkError } from '../../lib/errors';
import { parseDocumentName } from '../../lib/factusol/identity';
import { parseOrderIdentity, parseRelayOrder } from '../../lib/factusol/relay-order';
import { readAnswer, retryAfterSeconds } from '../../lib/solar/read-answer';
import { identityText, type Comprobante } from '../../lib/solar/comprobante';
import { parseSalesSettings } from '../../lib/sales/settings';
import { anything, hostileNumber, hostileText, spoiled } from './hostile';
import { RIGHT_LINE, RIGHT_ORDER } from './right-order';
import { target, type FuzzTarget } from './target';

/** Whatever comes in: an answer, or an error that says what a person can do; never a defect. */
function answersOrExplains(work: () => unknown): void {
	try {
		work();
	} catch (error) {
		if (!(error instanceof FactuLinkError)) throw error;
		assert.notEqual(error.class, 'bug', error.message);
		assert.ok(error.message.length < 5000, `a message of ${error.message.length} characters`);
	}
}

const place = { engine: 'access', label: 'Oficit', table: 'F_PPR' } as const;
const QUOTED = /^(?:'(?:[^']|'')*'|\((?:'(?:[^']|'')*'(?: & Chr\(124\) & )?)+\))$/;

const SENT: Comprobante = {
	IdComprobante: '006',
	PtoVenta: '0215',
	NroComprobante: '00040374',
} as Comprobante;

const bodies = fc.oneof(
	hostileText,
	anything.map((value) => JSON.stringify(value) ?? ''),
	fc
		.array(
			fc.oneof(hostileText, fc.constant('EL COMPROBANTE FACB 0215-00040374 YA ESTA REGISTRADO')),
		)
		.map((messages) => JSON.stringify({ Mensajes: messages.map((mensaje) => ({ mensaje })) })),
	fc.integer({ min: 1, max: 100_000 }).map((depth) => '['.repeat(depth)),
	fc
		.integer({ min: 1, max: 20_000 })
		.map((depth) => `${'{"Mensajes":'.repeat(depth)}1${'}'.repeat(depth)}`),
);

/** Models and readers that need nothing but a value. */
export const textTargets: readonly FuzzTarget[] = [
	target('text literals of the SQL writer', 4, hostileText, (text) => {
		answersOrExplains(() => {
			const literal = storedLiteral({ name: 'PNOPPR', type: 'memo' }, text, place);
			assert.match(literal, QUOTED);
			assert.equal(
				literal
					.replace(/' & Chr\(124\) & '/g, '|')
					.replace(/^\(|\)$/g, '')
					.slice(1, -1)
					.replaceAll("''", "'"),
				text,
			);
		});
	}),
	target(
		'values of the wrong kind for the SQL writer',
		4,
		fc.tuple(
			fc.constantFrom(
				'text',
				'long',
				'currency',
				'single',
				'double',
				'datetime',
				'boolean',
				'byte',
			),
			fc.oneof(hostileText, hostileNumber, fc.boolean()),
		),
		([type, value]) => {
			try {
				const literal = storedLiteral(
					{ name: 'C', type: type as 'text', length: 200_000 },
					value,
					place,
				);
				assert.match(literal, /^(?:-?\d+(?:\.\d+)?|TRUE|FALSE|\{ts '[\d :-]{19}'\}|[('].*[')])$/s);
			} catch (error) {
				assert.ok(error instanceof FactuLinkError);
			}
		},
	),
	target('an order in an item', 4, fc.oneof(spoiled(RIGHT_ORDER), anything), (json) => {
		answersOrExplains(() => parseRelayOrder(json));
		answersOrExplains(() => parseOrderIdentity(json));
	}),
	target('a line of an order in an item', 4, spoiled(RIGHT_LINE), (line) => {
		answersOrExplains(() => parseRelayOrder({ ...RIGHT_ORDER, lines: [line] }));
	}),
	target('the number of a document', 4, hostileText, (text) => {
		answersOrExplains(() => parseDocumentName(text));
	}),
	target(
		'settings of the sales',
		4,
		fc.oneof(
			anything,
			fc.dictionary(
				fc.constantFrom(
					'branches',
					'paymentMeans',
					'tolerance',
					'typeCodes',
					'numberWidth',
					'__proto__',
				),
				anything,
			),
		),
		(settings) => {
			answersOrExplains(() => parseSalesSettings(settings));
		},
	),
	target(
		'answers of the mall',
		4,
		fc.record({
			status: fc.integer({ min: 100, max: 999 }),
			text: bodies,
			retryAfter: fc.option(hostileText),
		}),
		(raw) => {
			const answer = readAnswer(raw, [SENT], new Date(), ['Cl4ve']);
			assert.equal(answer.kind === 'confirmed', raw.status === 201);
			if (answer.kind === 'refused') {
				for (const identity of answer.registered) assert.equal(identity, identityText(SENT));
				for (const message of answer.messages) assert.ok(message.length <= 301);
			}
			if (answer.kind === 'retryLater') assert.ok((answer.retryAfterSeconds ?? 0) <= 86_400);
		},
	),
	target(
		'the pause that the mall asks for',
		4,
		fc.oneof(hostileText, hostileNumber.map(String)),
		(header) => {
			const seconds = retryAfterSeconds(header, new Date());
			assert.ok(
				seconds === null || (Number.isInteger(seconds) && seconds >= 0 && seconds <= 86_400),
			);
		},
	),
];
