import type { Ledger } from '../../../lib/ledger/ledger';
import { statusPage } from '../../../lib/status-page/status-page';
import { reasonWords } from '../../../lib/reasons';
import type { PageSettings } from '../../../lib/status-page/settings';
import { entryIn, item, LedgerBench, STREAM } from '../../support/ledger';
import { HOSTILE, skeleton } from '../../support/markup';

const HOUR = 3600;

let bench: LedgerBench;
let ledger: Ledger;

beforeEach(async () => {
	bench = new LedgerBench();
	ledger = await bench.open();
});

afterEach(() => bench.remove());

const settings = (): PageSettings => ({
	now: new Date(bench.now),
	zone: 'Europe/Madrid',
	instanceUrl: 'http://n8n.example/',
	user: 'ana',
});

const show = async (query: unknown = {}) => await statusPage(ledger, query, settings());

/** What a person reads, without the markup. */
async function read(query: unknown = {}): Promise<string> {
	const { html } = await show(query);
	return html
		.replace(/<style>[\s\S]*?<\/style>|<title[\s\S]*?<\/title>|<desc[\s\S]*?<\/desc>/g, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ');
}

const order = (key: string, number: string, name = 'Duofic') =>
	item(key, 1, {
		message: `Pedido ${number} de ${name}`,
		payload: {
			company: { code: key.slice(0, 3), name },
			document: number,
			lines: [
				{ article: 'TONER', description: 'Tóner negro', quantity: '2', purchasePrice: '10.50' },
			],
		},
	});

describe('the first view', () => {
	it('of an empty ledger says that nothing has come yet', async () => {
		expect(await read()).toContain('El libro está vacío Todavía no ha llegado nada.');
	});

	it('says that all is well when nothing waits and every file was reached', async () => {
		await ledger.register(STREAM, [order('002/2026/1/000001', '1-000001')]);
		await ledger.recordPoll(STREAM, '002/2026', {});
		bench.pass(180);
		const text = await read();

		expect(text).toContain('Todo en orden');
		expect(text).toContain('Duofic (002/2026) Bien Última consulta: hace 3 min');
		expect(text).not.toContain('Esperan a una persona');
	});

	it('tells what waits for a person, with its reason, its age and how often it was tried', async () => {
		await entryIn(ledger, '002/2026/1/000001', 'held');
		await entryIn(ledger, '002/2026/1/000002', 'dead');
		bench.pass(3 * HOUR);
		const text = await read();

		expect(text).toContain('2 cosas esperan a una persona');
		expect(text).toContain('retenido Traspaso de pedidos 002/2026/1/000001 Sin precio.');
		expect(text).toContain('002/2026/1/000001 · hace 3 h · 1 intento · PRICE');
		expect(text).toContain('abandonado Traspaso de pedidos 002/2026/1/000002 Locked.');
	});

	it('counts by reason what waits, when it is more than is shown, and leads to each reason', async () => {
		const verdict = { state: 'held', code: 'ARTICLE_UNUSABLE', reason: 'No existe.' } as const;
		const blocked = Array.from({ length: 6 }, (_, n) =>
			item(`002/2026/1/00010${n}`, 1, { verdict }),
		);
		await ledger.register(STREAM, blocked);
		await entryIn(ledger, '002/2026/1/000001', 'held');
		await entryIn(ledger, '002/2026/1/000002', 'dead');
		const { what, todo } = reasonWords('ARTICLE_UNUSABLE') ?? { what: '', todo: '' };

		const { html } = await show();
		expect(await read()).toContain(`Por motivo 6 pedidos : ${what} 1 pedido : `);
		expect(await read()).toContain('1 pedido : PRICE Los últimos que llegaron');
		const query = { lista: 'esperan', flujo: STREAM, motivo: 'ARTICLE_UNUSABLE' };
		expect(html).toContain(`?lista=esperan&amp;flujo=${STREAM}&amp;motivo=ARTICLE_UNUSABLE`);
		const list = await read(query);
		expect(list).toContain(`${what} Qué hacer: ${todo} 6 entradas`);
		expect(list).not.toContain('002/2026/1/000001');
	});

	it('names a sale by its voucher, and beneath it only why it waits', async () => {
		const message = 'FAC B 00215-00030562 de la sucursal 10: no cierra: faltan $ 2,00.';
		await ledger.register('solar-sales', [
			item('10/FAC/B0021500030562', 1, {
				message,
				payload: {
					outcome: 'hold',
					voucher: { branch: 10, type: 'FAC', number: 'B0021500030562' },
				},
				verdict: { state: 'held', code: 'TOTAL_MISMATCH', reason: message },
			}),
		]);
		expect(await read()).toContain(
			'FAC B 00215-00030562 de la sucursal 10 No cierra: faltan $ 2,00. 10/FAC',
		);
	});

	it('tells which file cannot be reached, since when and why', async () => {
		const error = { code: 'FILE_NOT_FOUND', message: 'No se encuentra el fichero.' };
		await ledger.recordPoll(STREAM, '003/2026', {});
		bench.pass(HOUR);
		for (let poll = 0; poll < 3; poll++) await ledger.recordPoll(STREAM, '003/2026', { error });
		bench.pass(2 * HOUR);
		const text = await read();

		expect(text).toContain('No se puede leer 003/2026');
		expect(text).toContain(
			'Sin acceso Última consulta: hace 2 h · última buena: hace 3 h 3 consultas fallidas seguidas, la primera hace 2 h : No se encuentra el fichero. FILE_NOT_FOUND',
		);
	});

	it('tells what has been pending for too long', async () => {
		await ledger.register(STREAM, [order('002/2026/1/000001', '1-000001')]);
		bench.pass(2 * HOUR);

		expect(await read()).toContain('1 cosa lleva pendiente más de 1 h');
	});

	it('counts each state today, in seven days and in all, and each company by its name', async () => {
		await ledger.register(STREAM, [order('002/2026/1/000001', '1-000001')]);
		await ledger.claim({ stream: STREAM, limit: 1, leaseSeconds: 60, owner: 'run' });
		const target = { stream: STREAM, key: '002/2026/1/000001' };
		await ledger.complete({ target, owner: 'run', result: {}, message: 'Hecho el 2-000001' });
		await entryIn(ledger, '002/2026/1/000002', 'done');
		bench.pass(2 * 24 * HOUR);
		await entryIn(ledger, '003/2026/1/000001', 'done');
		const text = await read();

		expect(text).toContain('completado 1 3 3');
		expect(text).toContain('Empresa 002 0 0 0 2 hace 2 días');
		expect(text).toContain('Empresa 003 0 0 1 1 hace menos de un minuto');
		expect(text).toContain('Hecho el 2-000001');
	});

	it('draws the days, and tells the same numbers as text', async () => {
		await entryIn(ledger, '002/2026/1/000001', 'done');
		await entryIn(ledger, '002/2026/1/000002', 'held');
		const { html } = await show();

		expect(html.match(/<rect/g)).toHaveLength(2);
		expect(html).toContain('Completados: 1; Retenidos y abandonados: 1.');
		expect(await read()).toContain('14 mar 1 1');
	});
});

describe('a search', () => {
	beforeEach(async () => {
		await ledger.register(STREAM, [
			order('002/2026/1/000123', '1-000123'),
			order('003/2026/1/000124', '1-000124', 'OfiFactory'),
		]);
		await ledger.register('solar-sales', [
			item('10/FAC/B0021500030562', 1, { message: 'FAC B 00215-00030562 de la sucursal 10' }),
		]);
	});

	it.each([
		['123', '1-000123'],
		['1-000123', '1-000123'],
		['1-123', '1-000123'],
		['1/123', '1-000123'],
		['002/2026/1/000123', '1-000123'],
		['ofifactory', '1-000124'],
		['00030562', '00215-00030562'],
		['B215-30562', '00215-00030562'],
		['B 00215-00030562', '00215-00030562'],
	])('for "%s" finds it', async (typed, found) => {
		const text = await read({ buscar: typed });
		expect(text).toContain('1 entrada ');
		expect(text).toContain(found);
	});

	it('for what is not there says so, and how to search', async () => {
		expect(await read({ buscar: 'nada de esto' })).toContain('No hay nada con ese texto.');
	});

	it('shows the next ones on the next page', async () => {
		const many = Array.from({ length: 30 }, (_, n) => order(`004/2026/1/${n}`, `1-${n}`, 'Sur'));
		await ledger.register(STREAM, many);

		expect(await read({ buscar: 'sur' })).toContain('Página 1 de 2');
		const second = await show({ buscar: 'sur', pagina: '2' });
		expect(second.html.match(/class="card entry"/g)).toHaveLength(5);
	});
});

describe('an entry', () => {
	it('is shown with its whole history, what it holds, and the executions that worked on it', async () => {
		const context = { workflowId: 'flRelayWorker001', executionId: '42' };
		await ledger.register(STREAM, [order('002/2026/1/000123', '1-000123')], context);
		const { html } = await show({ entrada: '1' });
		const text = await read({ entrada: '1' });

		expect(html).toContain('href="http://n8n.example/workflow/flRelayWorker001/executions/42"');
		expect(text).toContain('Registrado: Pedido 1-000123 de Duofic');
		expect(text).toContain('TONER Tóner negro 2 10,50');
	});

	it('that waits says what a person has to do about its reason', async () => {
		const verdict = { state: 'held', code: 'PRICE_UNKNOWN', reason: 'Sin precio.' } as const;
		await ledger.register(STREAM, [item('002/2026/1/000123', 1, { verdict })]);
		expect(await read({ entrada: '1' })).toContain(
			`Sin precio. PRICE_UNKNOWN Qué hacer: ${reasonWords('PRICE_UNKNOWN')?.todo}`,
		);
	});

	it('that the ledger does not have is answered with 404', async () => {
		expect(await show({ entrada: '99' })).toMatchObject({ status: 404 });
	});
});

describe('whatever comes in the address', () => {
	it.each([
		[{ entrada: ['1', '2'], pagina: '-1', estado: 'done; DROP', lista: { a: 1 } }],
		[{ buscar: { $gt: '' }, aviso: '<script>', flujo: ['x'] }],
		[null],
		['text'],
		[{ pagina: '1e99', estado: 'held' }],
	])('%j is answered with a page', async (query) => {
		expect(await show(query)).toMatchObject({ status: 200 });
	});
});

describe('hostile texts', () => {
	const hostileOrder = (text: string) =>
		item('002/2026/1/000001', 1, {
			message: text,
			payload: {
				company: { code: text, name: text },
				document: text,
				date: text,
				customer: { name: text, code: text },
				total: text,
				lines: [{ article: text, parentArticle: text, description: text, quantity: text }],
				omittedLines: [{ article: text, description: text, quantity: text, reason: text }],
			},
			verdict: { state: 'held', code: text, reason: `${text} ` },
		});

	/** The markup of every view of a ledger into which this text came wherever a text can come from. */
	async function views(text: string): Promise<string[][]> {
		const own = new LedgerBench();
		try {
			const full = await own.open();
			const context = { workflowId: text, executionId: text };
			await full.register(STREAM, [hostileOrder(text)], context);
			// More than are shown one by one.
			const verdict = { state: 'held', code: text, reason: text } as const;
			const others = Array.from({ length: 6 }, (_, n) => item(`002/2026/2/${n}`, 1, { verdict }));
			await full.register(STREAM, others);
			await full.register('solar-sales', [
				item('10/FAC/1', 1, {
					message: text,
					payload: {
						voucher: { branch: 1, type: text, number: text },
						comprobante: {
							Fecha: text,
							Detalles: [{ DescripcionItem: text }],
							Pagos: [{ MedioPago: text }],
						},
					},
				}),
			]);
			await full.claim({ stream: 'solar-sales', limit: 1, leaseSeconds: 60, owner: 'run' });
			const target = { stream: 'solar-sales', key: '10/FAC/1' };
			await full.complete({
				target,
				owner: 'run',
				result: { message: text, [text]: text },
				message: text,
			});
			await full.register('solar-sales', [item('10/FAC/1', 2, { payload: { [text]: text } })]);
			const error = { code: text, message: text };
			await full.recordPoll(STREAM, '002/2026', { error });
			const skeletons: string[][] = [];
			const queries = [
				{},
				{ entrada: 1 },
				{ entrada: 2 },
				{ buscar: text },
				{ flujo: text, estado: 'held' },
				{ lista: 'esperan' },
				{ lista: 'esperan', flujo: STREAM, motivo: text },
			];
			for (const query of queries) {
				const { html } = await statusPage(full, query, { ...settings(), user: text });
				skeletons.push(skeleton(html));
			}
			return skeletons;
		} finally {
			own.remove();
		}
	}

	it.each(HOSTILE)(
		'%j leaves the markup of every view as it is with a harmless text',
		async (text) => {
			expect(await views(text)).toEqual(await views('un texto cualquiera'));
		},
	);
});
