// The independent judge of the order relay: what the purchase orders in the parent's file have to look like, worked
// out from expected.json and from the raw rows of the .accdb files with integer arithmetic. It uses nothing of lib/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import MDBReader from 'mdb-reader';

/** Decimal text to an integer of 10^-8: every product of price, quantity and discounts below stays exact. */
const SCALE = 8n;
const ONE = 10n ** SCALE;

function scaled(text) {
	const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text).trim());
	const value = BigInt(whole + fraction.padEnd(Number(SCALE), '0').slice(0, Number(SCALE)));
	return sign === '-' ? -value : value;
}

/** Rounds numerator / denominator to an integer, halves away from zero. */
function divide(numerator, denominator) {
	const negative = numerator < 0n !== denominator < 0n;
	const [n, d] = [
		numerator < 0n ? -numerator : numerator,
		denominator < 0n ? -denominator : denominator,
	];
	const rounded = (2n * n + d) / (2n * d);
	return negative ? -rounded : rounded;
}

/** Cents of quantity × price × (1 − d1/100) × (1 − d2/100) × (1 − d3/100). */
function lineCents(quantity, price, discounts) {
	let numerator = scaled(quantity) * scaled(price);
	let denominator = ONE * ONE;
	for (const discount of discounts) {
		numerator *= 100n * ONE - scaled(discount);
		denominator *= 100n * ONE;
	}
	return divide(numerator * 100n, denominator);
}

function percentCents(cents, percent) {
	return divide(cents * scaled(percent), 100n * ONE);
}

export function euros(cents) {
	const text = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
	return Number(`${cents < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`);
}

const codeKey = (code) => (code ?? '').trimEnd().toUpperCase();

function rows(file, table) {
	return new MDBReader(readFileSync(file)).getTable(table).getData();
}

/** Four decimals at most, as Single 33.33 was typed. */
const typed = (single) => String(Math.round(Number(single ?? 0) * 10000) / 10000);

/**
 * @param {object} options
 * @param {string} options.fixtures folder with expected.json and the snapshots
 * @param {string} options.snapshot folder of the sub-company's file, for example "base"
 * @param {string} options.file for example "0022026.accdb"
 * @param {string} options.companyName for example "Duofic"
 * @param {number} options.parentSupplier code of the parent in the sub-company's F_PRO
 * @param {number} options.supplierAtParent code of the sub-company in the parent's F_PRO
 */
export function judge({ fixtures, snapshot, file, companyName, parentSupplier, supplierAtParent }) {
	const expected = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8'));
	const source = expected.snapshots[snapshot][file];
	const sourceFile = join(fixtures, snapshot, file);
	const parentFile = join(fixtures, 'base', '0012026.accdb');
	const articles = new Map(rows(sourceFile, 'F_ART').map((row) => [codeKey(row.CODART), row]));
	const prices = new Map(
		rows(sourceFile, 'F_LPA')
			.filter((row) => row.PROLPA === parentSupplier)
			.map((row) => [codeKey(row.ARTLPA), row]),
	);
	const parentArticles = new Map(
		rows(parentFile, 'F_ART').map((row) => [codeKey(row.CODART), row]),
	);
	const supplier = rows(parentFile, 'F_PRO').find((row) => row.CODPRO === supplierAtParent);
	const own = rows(parentFile, 'F_EMP')[0];
	const warehouses = rows(parentFile, 'F_ALM')
		.map((row) => row.CODALM)
		.sort();
	const vatPercent = ['IVA1', 'IVA2', 'IVA3'].map(
		(key) => rows(parentFile, 'F_CFG').find((row) => row.CODCFG === key).NUMCFG,
	);

	const wanted = source.orders.filter((order) => order.state !== 4);
	const withParentLines = wanted.filter((order) => order.lines.some((line) => line.fromParent));
	const result = {
		orders: wanted.length,
		withParentLines: withParentLines.length,
		unfinished: [],
		nothingToOrder: [],
		held: [],
		documents: [],
	};
	for (const order of withParentLines) {
		const key = order.key.replaceAll('-', '/');
		if (!order.complete || order.editing) {
			result.unfinished.push(key);
			continue;
		}
		const lines = order.lines.filter((line) => line.fromParent && line.quantity > 0);
		if (lines.length === 0) {
			result.nothingToOrder.push(key);
			continue;
		}
		const priced = lines.map((line) => ({ ...line, ...termsOf(line, articles, prices) }));
		if (
			priced.some((line) => line.parentArticleState !== 'ok' || Number(line.purchasePrice) <= 0)
		) {
			result.held.push(key);
			continue;
		}
		result.documents.push(
			document(order, key, priced, {
				parentArticles,
				supplier,
				own,
				warehouses,
				vatPercent,
				companyName,
			}),
		);
	}
	return result;
}

function termsOf(line, articles, prices) {
	const price = prices.get(codeKey(line.article));
	if (price && Number(price.PRELPA) > 0) {
		return {
			purchasePrice: price.PRELPA,
			purchaseDiscounts: [price.DT1LPA, price.DT2LPA, price.DT3LPA],
		};
	}
	const article = articles.get(codeKey(line.article));
	return {
		purchasePrice: article.PCOART,
		purchaseDiscounts: [article.DT0ART, article.DT1ART, article.DT2ART],
	};
}

function document(order, key, lines, facts) {
	const { parentArticles, supplier, own, warehouses, vatPercent, companyName } = facts;
	const written = lines.map((line, index) => {
		const article = parentArticles.get(codeKey(line.parentArticle));
		const cents = lineCents(line.quantity, line.purchasePrice, line.purchaseDiscounts);
		return {
			position: index + 1,
			article: article.CODART,
			quantity: line.quantity,
			price: Number(line.purchasePrice),
			discounts: line.purchaseDiscounts.map((discount) => Number(typed(discount))),
			total: euros(cents),
			pending: line.quantity,
			bracket: article.TIVART,
			description: line.description || article.DESART,
			size: line.size ?? '',
			colour: line.colour ?? '',
			comment: line.comment ?? '',
			cents,
		};
	});
	const net = [0, 1, 2, 3].map((bracket) =>
		written
			.filter((line) => line.bracket === bracket)
			.reduce((total, line) => total + line.cents, 0n),
	);
	const taxed = supplier.IVAPRO === 0;
	const percentages = vatPercent.map((percent) => (taxed ? percent : '0'));
	const vat = [0, 1, 2].map((slot) => percentCents(net[slot], percentages[slot]));
	const total = [...net, ...vat].reduce((sum, cents) => sum + cents, 0n);
	return {
		key,
		series: String(supplier.DOCPRO || 1),
		reference: `${companyName.toUpperCase()} ${order.year} ${order.series}-${String(order.number).padStart(6, '0')}`,
		lines: written.map(({ cents: _cents, ...line }) => line),
		header: {
			FECPPR: `${order.date} 00:00:00`,
			PROPPR: supplier.CODPRO,
			ESTPPR: 0,
			ALMPPR: warehouses.includes(order.warehouse) ? order.warehouse : warehouses[0],
			CLIPPR: supplier.CCLPRO,
			PNOPPR: supplier.NOFPRO,
			PDOPPR: supplier.DOMPRO,
			PPOPPR: supplier.POBPRO,
			PCPPPR: supplier.CPOPRO,
			PPRPPR: supplier.PROPRO,
			PNIPPR: supplier.NIFPRO,
			PTEPPR: supplier.TELPRO,
			PEMPPR: supplier.EMAPRO,
			PPAPPR: supplier.PAIPRO,
			FOPPPR: supplier.FPAPRO,
			TIVPPR: supplier.IVAPRO,
			REQPPR: 0,
			EDOPPR: own.DOMEMP,
			ECPPPR: own.CPOEMP,
			EPOPPR: own.POBEMP,
			EPRPPR: own.PROEMP,
			ETEPPR: own.TELEMP,
			TIVA1PPR: 0,
			TIVA2PPR: 1,
			TIVA3PPR: 2,
			IRET1PPR: 0,
			TOTPPR: euros(total),
			...Object.fromEntries(net.map((cents, n) => [`NET${n + 1}PPR`, euros(cents)])),
			...Object.fromEntries(net.map((cents, n) => [`BAS${n + 1}PPR`, euros(cents)])),
			...Object.fromEntries(percentages.map((percent, n) => [`PIVA${n + 1}PPR`, Number(percent)])),
			...Object.fromEntries(vat.map((cents, n) => [`IIVA${n + 1}PPR`, euros(cents)])),
			...Object.fromEntries(vat.map((_cents, n) => [`IREC${n + 1}PPR`, 0])),
		},
	};
}

/**
 * The purchase orders of a stand-in as the judge's documents: header columns and lines, by reference.
 *
 * @param {import('better-sqlite3').Database} database opened read-only
 * @param {object} page
 * @param {readonly string[]} page.columns header columns wanted
 * @param {number} page.limit
 * @param {number} page.offset
 */
export function storedDocuments(database, { columns, limit, offset }) {
	const headers = database
		.prepare('SELECT * FROM F_PPR ORDER BY TIPPPR, CODPPR LIMIT ? OFFSET ?')
		.all(limit, offset);
	const lines = database.prepare(
		'SELECT * FROM F_LPP WHERE TIPLPP = ? AND CODLPP = ? ORDER BY POSLPP',
	);
	return headers.map((header) => ({
		series: header.TIPPPR,
		number: header.CODPPR,
		reference: header.REFPPR,
		header: Object.fromEntries(columns.map((column) => [column, header[column]])),
		lines: lines.all(header.TIPPPR, header.CODPPR).map((line) => ({
			position: line.POSLPP,
			article: line.ARTLPP,
			quantity: line.CANLPP,
			price: line.PRELPP,
			discounts: [line.DT1LPP, line.DT2LPP, line.DT3LPP],
			total: line.TOTLPP,
			pending: line.PENLPP,
			bracket: line.IVALPP,
			description: line.DESLPP,
			size: line.CE1LPP,
			colour: line.CE2LPP,
			comment: line.MEMLPP,
		})),
	}));
}

/**
 * How many lines of purchase orders have no purchase order.
 *
 * @param {import('better-sqlite3').Database} database opened read-only
 */
export function strayLines(database) {
	return database
		.prepare(
			`SELECT count(*) AS lines FROM F_LPP
			WHERE NOT EXISTS (SELECT 1 FROM F_PPR WHERE TIPPPR = TIPLPP AND CODPPR = CODLPP)`,
		)
		.get().lines;
}
