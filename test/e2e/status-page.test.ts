import { existsSync, renameSync, writeFileSync } from 'node:fs';

import Database from 'better-sqlite3';
import type { Page } from 'playwright-core';

import type { PageOptions } from '../../demo/browser/page';
import type { N8nRest } from '../../demo/n8n/rest';
import { newLogin, STATUS_PAGE_PATH, statusPage } from '../../demo/status-page';
import { closeLedgers, openLedger } from '../../lib/ledger/open-ledger';
import { accessibilityFaults } from '../support/browser/axe';
import { TestBrowser } from '../support/browser/test-browser';
import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { HOSTILE, skeleton } from '../support/markup';
import { storedDocuments } from '../support/relay-judge';
import { until } from '../support/until';

jest.setTimeout(10 * 60_000);

const STATUS_PAGE = 'flStatusPage0001';
const WORKER = 'flRelayWorker001';

/** Held for one reason only: the parent does not have an article. */
const HELD = {
	key: '003/2026/1/260099',
	typed: '1-260099',
	missing: 'OF00912',
	reference: 'OFIFACTORY 2026 1-260099',
};

const login = newLogin();

let test: TestRelay;
let rest: N8nRest;
let browser: TestBrowser;

beforeAll(async () => {
	test = await openTestRelay('status-page', { extras: [statusPage(login).setup] });
	await test.site.start();
	expect(await test.relay.settled(test.site.startedAt, 4 * 60_000)).toEqual({
		reasons: [],
		hopeless: false,
	});
	rest = await test.site.signIn();
	browser = await TestBrowser.open('status-page');
});

afterAll(async () => {
	await browser?.close();
	closeLedgers();
	await test?.remove();
});

const address = (query = '') => `${test.site.n8n.url}${STATUS_PAGE_PATH}${query}`;

const authorization = (password = login.password) =>
	`Basic ${Buffer.from(`${login.user}:${password}`).toString('base64')}`;

async function get(query = ''): Promise<string> {
	const answer = await fetch(address(query), { headers: { authorization: authorization() } });
	expect(answer.status).toBe(200);
	return await answer.text();
}

async function post(fields: Record<string, string>): Promise<Response> {
	return await fetch(address(), {
		method: 'POST',
		redirect: 'manual',
		headers: { authorization: authorization() },
		body: new URLSearchParams(fields),
	});
}

/** The fields of a button on the page of an entry. */
async function button(id: number, action: string): Promise<Record<string, string>> {
	const forms = (await get(`?entrada=${id}`)).matchAll(/<form method="post"[\s\S]*?<\/form>/g);
	for (const [form] of forms) {
		const fields = Object.fromEntries(
			[...form.matchAll(/name="(\w+)"\s+value="([^"]*)"/g)].map(([, name = '', value = '']) => [
				name,
				value,
			]),
		);
		if (fields.accion === action) return fields;
	}
	throw new Error(`The page of entry ${id} has no button for ${action}`);
}

const stateOf = (key: string) =>
	test.relay.ledger.entries().find((entry) => entry.key === key)?.state;

async function idOf(key: string): Promise<number> {
	const ledger = await openLedger(test.places.ledgerFile);
	const entry = await ledger.get({ stream: 'order-relay', key });
	if (!entry) throw new Error(`The ledger has no ${key}`);
	return entry.id;
}

/** An order that is held, with this text wherever an order has one. */
async function registerHeld(key: string, text: string): Promise<number> {
	const ledger = await openLedger(test.places.ledgerFile);
	await ledger.register('order-relay', [
		{
			key,
			fingerprint: 'v1',
			message: text,
			payload: {
				company: { code: key.slice(0, 3), name: text },
				document: text,
				lines: [{ article: text, parentArticle: text, description: text, quantity: text }],
			},
			verdict: { state: 'held', code: 'TEST', reason: `${text} .` },
		},
	]);
	return await idOf(key);
}

async function open(query = '', options: PageOptions = {}): Promise<Page> {
	const page = await browser.newPage({ width: 1280, login, locale: 'es-ES', ...options });
	await page.goto(address(query));
	return page;
}

describe('the status page of a real n8n', () => {
	it.each(['GET', 'POST'])(
		'answers %s with 401 without its password, or with another',
		async (method) => {
			for (const headers of [{}, { authorization: authorization('wrong') }]) {
				const answer = await fetch(address(), { method, headers });
				expect(answer.status).toBe(401);
				expect(await answer.text()).not.toContain('FactuLink');
			}
		},
	);

	it('is not kept, not guessed at, not framed, and runs nothing', async () => {
		const { headers } = await fetch(address(), { headers: { authorization: authorization() } });
		expect(Object.fromEntries(headers)).toMatchObject({
			'content-type': 'text/html; charset=utf-8',
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
			'x-frame-options': 'DENY',
			'referrer-policy': 'no-referrer',
			'content-security-policy': expect.stringContaining('sandbox') as string,
		});
		const html = await get();
		expect(html).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`);
		expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(/i);
	});

	it('tells how each company is, and what waits for a person', async () => {
		const waiting = test.relay.ledger.entries().filter(({ state }) => state === 'held').length;
		const html = await get();
		expect(html).toContain(`${waiting} cosas esperan a una persona`);
		expect(html).toMatch(/Duofic \(002\/2026\)<\/strong>\s*<span class="badge good">Bien/);
		expect(html).toMatch(/OfiFactory \(003\/2026\)<\/strong>\s*<span class="badge good">Bien/);
	});

	it('finds an order, and shows its history with links to executions that exist', async () => {
		expect(await get(`?buscar=${HELD.typed}`)).toContain(HELD.key);
		const html = await get(`?entrada=${await idOf(HELD.key)}`);
		expect(html).toContain('En espera de una persona');
		const links = [...html.matchAll(/href="[^"]*\/workflow\/(\w+)\/executions\/(\w+)"/g)];
		expect(links.length).toBeGreaterThan(1);
		for (const [, workflowId, executionId = ''] of links) {
			expect(await rest.execution(executionId)).toMatchObject({ workflowId });
		}
	});

	it('refuses a request that does not come from its buttons, and changes nothing', async () => {
		const [id, other] = [await idOf(HELD.key), await registerHeld('009/2026/1/000001', 'Otro')];
		const fields = await button(id, 'release');
		const { prueba: _, ...without } = fields;
		const { prueba: foreign = '' } = await button(other, 'release');
		const late = { ...fields, caduca: String(Date.now() + 999_999_999) };
		const forged = [without, { ...fields, prueba: foreign }, late, { ...fields, accion: 'skip' }];
		const statuses = await Promise.all(forged.map(async (each) => (await post(each)).status));

		expect(statuses).toEqual([400, 403, 403, 403]);
		expect(stateOf(HELD.key)).toBe('held');
	});

	it('skips an entry with its reason, by whom', async () => {
		const id = await registerHeld('009/2026/1/000002', 'Repetido');
		const answer = await post({ ...(await button(id, 'skip')), motivo: 'Se hizo <b>a mano</b>' });

		expect([answer.status, answer.headers.get('location')]).toEqual([
			303,
			`?entrada=${id}&aviso=omitida`,
		]);
		expect(await get(`?entrada=${id}`)).toContain(
			`Omitido por ${login.user} en la página de estado (BY_PERSON): Se hizo &lt;b&gt;a mano&lt;/b&gt;.`,
		);
	});

	it('keeps no execution: each would hold the password of whoever looked', async () => {
		expect(await rest.executions({ workflowId: STATUS_PAGE })).toEqual([]);
	});
});

describe('a hostile order', () => {
	it('is text on the page, whatever it tries', async () => {
		const views = async (key: string, text: string) => {
			const id = await registerHeld(key, text);
			return [await get(`?entrada=${id}`), await get(`?buscar=${key}`)];
		};
		const harmless = (await views('008/2026/1/000000', 'un texto cualquiera')).map(skeleton);
		for (const [place, text] of HOSTILE.entries()) {
			const shown = await views(`008/2026/1/0001${String(place).padStart(2, '0')}`, text);
			expect(shown.map(skeleton)).toEqual(harmless);
		}
	});

	it('is not an expression to n8n', async () => {
		const html = await get(`?entrada=${await registerHeld('008/2026/1/000200', 'A {{ 7*7 }} B')}`);
		expect(html).toContain('A {{ 7*7 }} B');
	});

	it('runs nothing in the browser and asks nothing of anybody, even where the policy is off', async () => {
		const text =
			'<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>"><svg onload=window.hurt=1>';
		const id = await registerHeld('008/2026/1/000300', text);
		for (const withoutPolicy of [false, true]) {
			const page = await browser.newPage({ login, withoutPolicy });
			const asked: string[] = [];
			page.on('request', (request) => asked.push(request.url()));
			await page.goto(address(`?entrada=${id}`));
			expect(await page.locator('h1').innerText()).toBe(text);
			expect(await page.evaluate('window.hurt')).toBeUndefined();
			expect(asked).toEqual([address(`?entrada=${id}`)]);
			await page.context().close();
		}
	});
});

describe('in a browser', () => {
	const VIEWS: [string, () => Promise<string>][] = [
		['first view', async () => await Promise.resolve('')],
		['entry', async () => `?entrada=${await idOf(HELD.key)}`],
		['list', async () => await Promise.resolve('?lista=esperan')],
		['search', async () => await Promise.resolve('?buscar=nada')],
	];
	const LOOKS: [string, PageOptions][] = [
		['light', {}],
		['dark', { dark: true }],
		['phone', { width: 390, height: 844, phone: true, scale: 2 }],
		['dark phone', { width: 320, height: 640, phone: true, dark: true, scale: 2 }],
	];

	it.each(
		VIEWS.flatMap(([view, query]) =>
			LOOKS.map(([look, options]) => ({ view, look, query, options })),
		),
	)(
		'the $view, $look, is without faults for people with disabilities, and nothing is cut',
		async ({ view, look, query, options }) => {
			const page = await open(await query(), { ...options, withoutPolicy: true });
			expect(await accessibilityFaults(page)).toEqual([]);
			expect(
				await page.evaluate(
					'document.documentElement.scrollWidth - document.documentElement.clientWidth',
				),
			).toBe(0);
			await browser.picture(page, `${view}, ${look}`);
			await page.context().close();
		},
	);

	it('everything is reached with the keyboard, in the order in which it is read', async () => {
		const page = await open();
		const focused = async () => {
			await page.keyboard.press('Tab');
			return (await page.evaluate(
				'document.activeElement.innerText || document.activeElement.name',
			)) as string;
		};
		const first = [];
		for (let step = 0; step < 5; step++) first.push((await focused()).replace(/\s+/g, ' ').trim());
		expect(first).toEqual([
			'Ir al contenido',
			'FactuLink Estado',
			'buscar',
			'Buscar',
			'Actualizar',
		]);
		await page.context().close();
	});

	it('a person searches an order, releases it when the article is there, and sees it relayed', async () => {
		createAtParent(HELD.missing);
		const page = await open();
		await page.getByLabel('Buscar un pedido o un comprobante').fill(HELD.typed);
		await page.keyboard.press('Enter');
		await page.getByRole('link', { name: /Pedido 1-260099 de OfiFactory/ }).click();
		await page.getByRole('heading', { name: 'Historial' }).waitFor();
		expect(await page.locator('.badge').first().innerText()).toBe('retenido');

		await page.getByRole('button', { name: `Liberar pedido ${HELD.key}` }).click();
		await page.getByText('Liberado. Queda pendiente').waitFor();
		expect(stateOf(HELD.key)).toBe('pending');
		await browser.picture(page, 'released');

		await rest.run(WORKER, 'Traspasar ahora a mano');
		await until('the order is done', () => stateOf(HELD.key) === 'done');
		await page.reload();
		expect(await page.locator('.badge').first().innerText()).toBe('completado');
		expect(await page.locator('.history').innerText()).toContain(
			`Liberado por ${login.user} en la página de estado`,
		);
		await browser.picture(page, 'relayed');
		const references = (await storedDocuments(test.relay.parent.file, [])).map(
			({ reference }) => reference,
		);
		expect(references).toContain(HELD.reference);
		await page.context().close();
	});

	it('a person skips an entry with the keyboard alone', async () => {
		const id = await registerHeld('009/2026/1/000003', 'Con el teclado');
		const page = await open(`?entrada=${id}`);
		await page.getByRole('button', { name: /^Liberar/ }).focus();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Tab');
		await page.keyboard.type('No hace falta');
		await page.keyboard.press('Enter');
		await page.getByText('Omitido. No se hará nada').waitFor();
		expect(stateOf('009/2026/1/000003')).toBe('skipped');
		await page.context().close();
	});
});

/** What somebody does in Factusol: the article is made, as a copy of another. */
function createAtParent(code: string): void {
	const db = new Database(test.relay.parent.file);
	db.exec(`
		CREATE TEMP TABLE made AS SELECT * FROM F_ART WHERE CODART LIKE 'OF00%' LIMIT 1;
		UPDATE made SET CODART = '${code}';
		INSERT INTO F_ART SELECT * FROM made;
	`);
	db.close();
}

// The last one: it takes the ledger away from the flows.
it('says in Spanish that the ledger cannot be read and what to do, with 503 and no trace of the program', async () => {
	closeLedgers();
	// With its companions: SQLite would read the old pages from the log beside the new file.
	for (const part of ['', '-wal', '-shm']) {
		const file = `${test.places.ledgerFile}${part}`;
		if (existsSync(file)) renameSync(file, `${file}.away`);
	}
	writeFileSync(test.places.ledgerFile, 'This is no ledger. '.repeat(100));
	const answer = await fetch(address(), { headers: { authorization: authorization() } });

	expect(answer.status).toBe(503);
	const html = await answer.text();
	expect(html).toContain('No se puede leer el libro');
	expect(html).toContain('Corrija el campo File de la credencial FactuLink Ledger.');
	expect(html).not.toMatch(/node_modules|\.js:\d|at async/);
	const page = await open();
	await browser.picture(page, 'no ledger');
	await page.context().close();
});
