import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

import type { Ledger } from '../lib/ledger/ledger';
import { closeLedgers, openLedger } from '../lib/ledger/open-ledger';
import type { Change, RegisterItem } from '../lib/ledger/types';
import { statusPage } from '../lib/status-page/status-page';
import { benchFolder } from './company-files';
import { median } from './measure';
import { answerParent } from './own-process';
import type { StatusPageRow } from './status-page.bench';

export interface StatusPageRequest {
	entries: number;
	repetitions: number;
}

const DAY_MS = 24 * 3600 * 1000;
const DAYS = 365;
const BATCH = 500;
const STREAM = 'order-relay';
const COMPANIES = [
	{ code: '002', name: 'Duofic' },
	{ code: '003', name: 'OfiFactory' },
	{ code: '004', name: 'Papelera del Sur' },
];

/** An order of eight lines, which is about 4 kB. */
function order(n: number): RegisterItem {
	const company = COMPANIES[n % COMPANIES.length] ?? { code: '002', name: 'Duofic' };
	const number = String(n).padStart(6, '0');
	return {
		key: `${company.code}/2026/1/${number}`,
		fingerprint: `v${n}`,
		message: `Pedido 1-${number} de ${company.name}: 8 líneas de Oficit, 412,35 €`,
		payload: {
			company,
			document: `1-${number}`,
			date: '2026-03-14',
			customer: { code: n % 500, name: `Cliente número ${n % 500}, S. L.` },
			total: '412.35',
			purchaseReference: `${company.name.toUpperCase()} 2026 1-${number}`,
			lines: Array.from({ length: 8 }, (_, position) => ({
				position,
				article: `ART-${n % 3000}-${position}`,
				parentArticle: `OF-${n % 3000}-${position}`,
				parentArticleIs: 'code',
				description: 'Resma de papel A4 de 80 g, caja de 5 paquetes de 500 hojas',
				quantity: '10',
				salePrice: '13.745',
				saleDiscounts: ['0', '0', '0'],
				purchasePrice: '11.2',
				purchaseDiscounts: ['0', '0', '0'],
				purchasePriceFrom: 'supplier price',
				size: '',
				colour: '',
				comment: '',
			})),
		},
	};
}

/** What becomes of most orders, and of a few; the rest stays pending. */
function outcome(n: number, id: number, owner: string): Change | null {
	const target = { id };
	if (n % 400 === 1) {
		const reason = `El pedido ${n} espera a que alguien decida: el artículo no existe en Oficit.`;
		return { action: 'hold', target, owner, code: 'ARTICLE_UNUSABLE', reason };
	}
	if (n % 50 === 2) {
		const reason = 'El pedido está anulado.';
		return { action: 'skip', target, owner, code: 'CANCELLED', reason };
	}
	const message = `Pedido ${n} → pedido a proveedor 2-${n} en Oficit (8 líneas, 412,35 €)`;
	return { action: 'complete', target, owner, result: { document: `2-${n}`, message }, message };
}

/** A year of orders, by the ordinary ways of the ledger. */
async function fill(file: string, entries: number): Promise<void> {
	const start = Date.now() - DAYS * DAY_MS;
	let now = start;
	const ledger = await openLedger(file, { clock: () => new Date(now) });
	const owner = 'bench';
	for (let first = 0; first < entries; first += BATCH) {
		now = start + (first / entries) * DAYS * DAY_MS;
		const numbers = Array.from({ length: Math.min(BATCH, entries - first) }, (_, n) => first + n);
		await ledger.register(STREAM, numbers.map(order));
		const limit = numbers.length - 1;
		const claimed = await ledger.claim({ stream: STREAM, limit, leaseSeconds: 60, owner });
		await ledger.settle(
			claimed.flatMap(({ id, key }) => outcome(Number(key.slice(-6)), id, owner) ?? []),
		);
	}
	for (const { code } of COMPANIES) await ledger.recordPoll(STREAM, `${code}/2026`, {});
}

const views = (entries: number): Record<string, object> => ({
	'first view': {},
	'search, one order': { buscar: `1-${String(entries - 7).padStart(6, '0')}` },
	'search, found everywhere': { buscar: 'duofic' },
	'search, not found': { buscar: 'no such thing' },
	'one order': { entrada: String(entries - 7) },
	'all held': { lista: 'esperan' },
	'all done, page 100': {
		flujo: STREAM,
		estado: 'done',
		pagina: String(Math.min(100, entries / 50)),
	},
});

async function measure({ entries, repetitions }: StatusPageRequest): Promise<StatusPageRow[]> {
	const folder = path.join(benchFolder, `status-page-${entries}`);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const file = path.join(folder, 'ledger.sqlite');
	try {
		await fill(file, entries);
		closeLedgers();
		const fileMiB = statSync(file).size / 2 ** 20;
		const ledger = await openLedger(file);
		const rows: StatusPageRow[] = [];
		for (const [view, query] of Object.entries(views(entries))) {
			const times: number[] = [];
			const processor: number[] = [];
			let size = 0;
			for (let request = 0; request <= repetitions; request++) {
				const before = process.cpuUsage();
				const began = performance.now();
				const { html } = await page(ledger, query);
				times.push(performance.now() - began);
				const { user, system } = process.cpuUsage(before);
				processor.push((user + system) / 1000);
				size = Buffer.byteLength(html);
			}
			const [first = 0, ...warm] = times;
			rows.push({
				entries,
				fileMiB,
				view,
				kiB: size / 1024,
				median: median(warm),
				slowest: Math.max(...warm),
				processor: median(processor.slice(1)),
				first,
			});
		}
		return rows;
	} finally {
		closeLedgers();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function page(ledger: Ledger, query: object) {
	return await statusPage(ledger, query, {
		now: new Date(),
		zone: 'Europe/Madrid',
		instanceUrl: 'http://localhost:5678/',
		user: 'bench',
	});
}

void answerParent(measure);
