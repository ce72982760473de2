import { setTimeout as wait } from 'node:timers/promises';
import { SALES_WORKFLOW_ID } from '../../demo/sales/setup';
import { entriesOf, STREAMS } from '../judge/ledger';
import type { Scenario, Stage } from './scenario';

interface Failing {
	what: string;
	/** For `POST /faults`; without it `down` or a certificate. */
	fault?: Record<string, unknown>;
	/** The server itself: not there, or with a certificate that is not right. */
	server?: { down: true } | { certificate: string };
	/** What it leaves waits for a person, who releases it. */
	needsPerson: boolean;
}

const refused = (text: string) => JSON.stringify({ Mensajes: [{ mensaje: text }] });

/** Every way in which section 9 of the sales specification lets the API fail. */
const WAYS: readonly Failing[] = [
	{ what: '401, once', fault: { status: 401, times: 1 }, needsPerson: false },
	{ what: '401 for ever', fault: { status: 401, times: null }, needsPerson: true },
	{ what: 'token revoked', fault: { revokeTokens: true, times: 1 }, needsPerson: false },
	{ what: 'tokens revoked at once', fault: { revokeTokens: true, times: 3 }, needsPerson: true },
	{
		what: 'no token: 500 at the login',
		fault: { on: 'token', status: 500, times: null },
		needsPerson: false,
	},
	{
		what: 'no token: 200 without one',
		fault: { on: 'token', status: 200, body: '{}', times: null },
		needsPerson: true,
	},
	{
		what: 'the login refused with a text',
		fault: { on: 'token', status: 400, body: 'usuario inválido', times: null },
		needsPerson: true,
	},
	{ what: '403', fault: { status: 403, times: null }, needsPerson: true },
	{ what: '404', fault: { status: 404, body: 'no hay nada', times: null }, needsPerson: true },
	{ what: '400', fault: { status: 400, body: 'mal', times: 3 }, needsPerson: true },
	{ what: '413', fault: { status: 413, times: 2 }, needsPerson: true },
	{ what: '408', fault: { status: 408, times: 3 }, needsPerson: false },
	{
		what: '429 with seconds',
		fault: { status: 429, headers: { 'Retry-After': '2' }, times: 2 },
		needsPerson: false,
	},
	{ what: '500', fault: { status: 500, body: '', times: 5 }, needsPerson: false },
	{
		what: '502 with HTML',
		fault: { status: 502, body: '<html><h1>Bad Gateway</h1></html>', times: 3 },
		needsPerson: false,
	},
	{ what: '503', fault: { status: 503, times: 3 }, needsPerson: false },
	{ what: '200 instead of 201', fault: { status: 200, body: '{}', times: 2 }, needsPerson: true },
	{
		what: '422 for a batch, with messages that repeat',
		fault: {
			status: 422,
			body: JSON.stringify({ Mensajes: [{ mensaje: 'FALTA RUBRO' }, { mensaje: 'FALTA RUBRO' }] }),
			times: 1,
		},
		needsPerson: true,
	},
	{
		what: '422 that names a voucher of somebody else',
		fault: {
			status: 422,
			body: `\uFEFF${refused('EL COMPROBANTE FACB 0999-00000001 YA ESTA REGISTRADO')}`,
			times: 2,
		},
		needsPerson: true,
	},
	{
		what: '422 with HTML',
		fault: { status: 422, body: '<p>error</p>', times: 1 },
		needsPerson: true,
	},
	{ what: 'cut before it stores', fault: { drop: 'before', times: 3 }, needsPerson: false },
	{ what: 'cut after it has stored', fault: { drop: 'after', times: 4 }, needsPerson: false },
	{ what: 'slow', fault: { delayMs: 8_000, times: 3 }, needsPerson: false },
	{ what: 'not there', server: { down: true }, needsPerson: false },
	{ what: 'certificate expired', server: { certificate: 'expired' }, needsPerson: true },
	{ what: 'certificate of another name', server: { certificate: 'wrong-name' }, needsPerson: true },
	{
		what: 'certificate of an unknown authority',
		server: { certificate: 'unknown-authority' },
		needsPerson: true,
	},
	{
		what: 'certificate signed by itself',
		server: { certificate: 'self-signed' },
		needsPerson: true,
	},
	{
		what: 'certificate without its intermediate',
		server: { certificate: 'missing-intermediate' },
		needsPerson: true,
	},
];

const LASTS_MS = 12_000;

export const apiFailing: Scenario = {
	name: 'api-failing',
	what: `The API fails in ${WAYS.length} ways of its specification, one after the other, each for at least ${LASTS_MS / 1_000} seconds while sales arrive: ${WAYS.map(({ what }) => what).join('; ')}.`,
	async run(stage) {
		for (const way of WAYS) await fail(stage, way);
	},
};

async function fail(stage: Stage, { what, fault, server, needsPerson }: Failing): Promise<void> {
	const { laboratory } = stage;
	const stoodBefore = new Set(thoseThatDidNotGo(stage).map(({ key }) => key));
	await stage.underLoad(async () => {
		if (fault) await laboratory.mall('POST /faults', fault);
		// A token that still holds would spare n8n the login that fails.
		if (fault?.on === 'token') await laboratory.mall('POST /revoke-tokens');
		if (server) await laboratory.mall('POST /down');
		if (server && 'certificate' in server) await laboratory.mall('POST /up', server);
		await wait(LASTS_MS);
		await laboratory.mall('DELETE /faults');
		if (server && 'certificate' in server) await laboratory.mall('POST /down');
		if (server) await laboratory.mall('POST /up', { certificate: 'good' });
	}, 'sales');
	const news = thoseThatDidNotGo(stage).filter(({ key }) => !stoodBefore.has(key));
	const words = [...new Set(news.map(({ state, reasonCode }) => `${state} ${reasonCode}`))];
	stage.saw(`${what}: ${words.length === 0 ? 'nobody had to notice' : words.join(' · ')}`);
	if (needsPerson) await release(stage);
}

/** Sales that should have gone and stand in the ledger with what the mall, or the way there, said. */
function thoseThatDidNotGo({ laboratory }: Stage) {
	const vouchers = new Map(laboratory.arrivals.vouchers.map((each) => [each.key, each]));
	return entriesOf(laboratory.places.ledgerFile).filter(
		({ stream, state, key, reasonCode }) =>
			stream === STREAMS.sales &&
			state !== 'done' &&
			vouchers.get(key)?.fate === 'send' &&
			reasonCode?.startsWith('SOLAR'),
	);
}

/** What the operator's manual tells a person to do when the cause is gone. */
async function release(stage: Stage): Promise<void> {
	const rest = await stage.laboratory.signIn();
	await rest.run(SALES_WORKFLOW_ID, 'Volver a intentar a mano', 180_000);
	await stage.until('nothing waits for a person any more', () =>
		thoseThatDidNotGo(stage).every(({ state }) => state !== 'held'),
	);
}
