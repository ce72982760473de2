import Database from 'better-sqlite3';
import path from 'node:path';
import { createAccessStandIn } from '../../demo/stand-in/access-stand-in';
import { fixtures } from '../../demo/project';
import { DUOFIC, judge, type ExpectedDocument } from '../../test/support/relay-judge';
import type { Chance } from '../chance';

/** What has to become of an order, by its model in the fixture. */
export type OrderFate =
	/** One purchase order in the parent's file. */
	| 'document'
	/** A person has to decide: an article is blocked, a price is missing. */
	| 'held'
	/** The lines of the parent are returns, or it is cancelled, or nothing in it is the parent's. */
	| 'nothing';

/** An order of the fixture whose fate the judge knows; every new order is a copy of one. */
export interface OrderModel {
	series: string;
	number: number;
	fate: OrderFate;
	document: ExpectedDocument | undefined;
	/** ESTPCL of the copies. */
	state: number;
	lines: number;
	/** After so many lines the order is recognisably not finished: its lines do not add up to its header. */
	unfinishedAfter: readonly number[];
}

export interface NewOrder {
	/** `002/2026/1/010001`, as the ledger calls it. */
	key: string;
	series: string;
	number: number;
	fate: OrderFate;
	model: OrderModel;
	/** What has to stand in the parent's file, once. */
	document: ExpectedDocument | undefined;
}

/** How an order comes into the file. */
export type OrderArrival =
	| 'whole'
	/** The header and some of its lines; the rest with {@link OrderSource.finish}. */
	| 'half written'
	/** Whole, but somebody has it open until {@link OrderSource.finish}. */
	| 'being edited';

/** How often each fate comes when models are drawn. */
const SHARES: Readonly<Record<OrderFate, number>> = { document: 75, held: 12, nothing: 13 };

/** Above every number of the fixtures. */
const FIRST_NUMBER = 10_001;

const COMPANY_FILE = '0022026.accdb';

/**
 * Duofic's company file as a stand-in in SQLite, made from the fixture's .accdb, into which orders are written while
 * n8n reads it. Real files cannot be written here: no Access engine runs on Linux.
 */
export class OrderSource {
	private next: number;

	private readonly insert: Record<'header' | 'lines' | 'edit' | 'endEdit', Database.Statement>;

	private constructor(
		private readonly database: Database.Database,
		readonly models: readonly OrderModel[],
	) {
		this.next = Math.max(FIRST_NUMBER, highestNumber(database) + 1);
		const header = copyStatement(database, 'F_PCL', { number: 'CODPCL', ESTPCL: '@state' });
		const lines = copyStatement(database, 'F_LPC', { number: 'CODLPC' });
		this.insert = {
			header: database.prepare(`${header} WHERE TIPPCL = @series AND CODPCL = @model`),
			lines: database.prepare(
				`${lines} WHERE TIPLPC = @series AND CODLPC = @model AND POSLPC > @after AND POSLPC <= @upTo`,
			),
			edit: database.prepare(
				"INSERT INTO F_BLQ (DOCBLQ, TDOBLQ, CDOBLQ, USUBLQ, NINBLQ) VALUES ('C', @series, @number, 2, 1)",
			),
			endEdit: database.prepare(
				"DELETE FROM F_BLQ WHERE DOCBLQ = 'C' AND TDOBLQ = @series AND CDOBLQ = @number",
			),
		};
	}

	/**
	 * Makes the stand-in, with the 121 orders of the fixture in it or with none.
	 * @param file where; `0022026.accdb` in a data folder is what the shipped listener looks for
	 */
	static async create(file: string, { empty = true } = {}): Promise<void> {
		await createAccessStandIn({ accdb: path.join(fixtures, 'base', COMPANY_FILE), sqlite: file });
		if (!empty) return;
		const database = new Database(file);
		try {
			// The models stay in tables of their own, so that the first run begins with new orders and not with old ones.
			database.exec(`
				CREATE TABLE ${MODELS.F_PCL} AS SELECT * FROM F_PCL;
				CREATE TABLE ${MODELS.F_LPC} AS SELECT * FROM F_LPC;
				CREATE INDEX models_of_headers ON ${MODELS.F_PCL} (TIPPCL, CODPCL);
				CREATE INDEX models_of_lines ON ${MODELS.F_LPC} (TIPLPC, CODLPC);
				DELETE FROM F_PCL;
				DELETE FROM F_LPC;`);
		} finally {
			database.close();
		}
	}

	/** Opens a file that {@link create} made; another process may be reading it. */
	static async open(file: string): Promise<OrderSource> {
		const database = new Database(file, { timeout: 60_000 });
		return new OrderSource(database, await readModels(database));
	}

	/** The next order that a model makes; nothing is written yet. */
	draw(chance: Chance, shares: Readonly<Record<OrderFate, number>> = SHARES): NewOrder {
		const fate = chance.share(shares);
		return this.copyOf(chance.pick(this.models.filter((model) => model.fate === fate)));
	}

	copyOf(model: OrderModel): NewOrder {
		const number = this.next++;
		const digits = String(number).padStart(6, '0');
		const { series, fate, document } = model;
		const key = `${DUOFIC.file.slice(0, 3)}/${DUOFIC.file.slice(3, 7)}/${series}/${digits}`;
		const reference = `${DUOFIC.companyName.toUpperCase()} 2026 ${series}-${digits}`;
		return {
			key,
			series,
			number,
			fate,
			model,
			document: document && { ...document, key, reference },
		};
	}

	/** Writes orders in one transaction, as one arrival. */
	add(orders: readonly NewOrder[], arrival: OrderArrival = 'whole'): void {
		this.database.transaction(() => {
			for (const order of orders) {
				this.insert.header.run({ ...placeOf(order), state: order.model.state });
				const upTo = arrival === 'half written' ? stopOf(order) : LAST_LINE;
				this.insert.lines.run({ ...placeOf(order), after: 0, upTo });
				if (arrival === 'being edited') this.insert.edit.run(placeOf(order));
			}
		})();
	}

	/** Writes what is missing of orders that arrived half written, and closes those that somebody had open. */
	finish(orders: readonly NewOrder[], arrival: OrderArrival): void {
		this.database.transaction(() => {
			for (const order of orders) {
				if (arrival === 'being edited') this.insert.endEdit.run(placeOf(order));
				if (arrival === 'half written') {
					const after = stopOf(order);
					this.insert.lines.run({ ...placeOf(order), after, upTo: LAST_LINE });
				}
			}
		})();
	}

	close(): void {
		this.database.close();
	}
}

const LAST_LINE = 1_000_000;

/** Where the orders of the fixture lie when the file begins without orders. */
const MODELS = { F_PCL: 'models_F_PCL', F_LPC: 'models_F_LPC' } as const;

function highestNumber(database: Database.Database): number {
	return Number(database.prepare('SELECT coalesce(max(CODPCL), 0) FROM F_PCL').pluck().get());
}

function placeOf({ series, number, model }: NewOrder) {
	return { series, number, model: model.number };
}

/** A model with few places to stop is stopped there; which of several, its number decides. */
function stopOf({ number, model: { unfinishedAfter } }: NewOrder): number {
	return unfinishedAfter[number % unfinishedAfter.length] ?? LAST_LINE;
}

/** Copies rows of the models with another number; `others` are further columns that differ. */
function copyStatement(
	database: Database.Database,
	table: keyof typeof MODELS,
	{ number, ...others }: { number: string } & Record<string, string>,
): string {
	const columns = (database.pragma(`table_info("${table}")`) as { name: string }[]).map(
		({ name }) => name,
	);
	const values = columns.map((column) =>
		column === number ? '@number' : (others[column] ?? `"${column}"`),
	);
	const source = modelTable(database, table);
	return `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) SELECT ${values.join(', ')} FROM "${source}"`;
}

function modelTable(database: Database.Database, table: keyof typeof MODELS): string {
	const own = database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(MODELS[table]);
	return own === undefined ? table : MODELS[table];
}

interface HeaderRow {
	series: string;
	number: number;
	state: number;
	net1: number | null;
	net2: number | null;
	net3: number | null;
	net4: number | null;
}

const CANCELLED = 4;
const FINISHED = 2;
/** Its only line of the parent is a return. */
const ONLY_A_RETURN = { series: '1', number: 76 };

/** The orders of the fixture with what the judge says about each. */
async function readModels(database: Database.Database): Promise<OrderModel[]> {
	const judged = await judge(DUOFIC);
	const documents = new Map(judged.documents.map((document) => [document.key, document]));
	const held = new Set(judged.held);
	const headers = database
		.prepare(
			`SELECT TIPPCL AS series, CODPCL AS number, ESTPCL AS state, NET1PCL AS net1, NET2PCL AS net2,
				NET3PCL AS net3, NET4PCL AS net4
			FROM ${modelTable(database, 'F_PCL')} WHERE CODPCL < ${FIRST_NUMBER} ORDER BY TIPPCL, CODPCL`,
		)
		.all() as HeaderRow[];
	const lines = database.prepare(
		`SELECT POSLPC AS position, IVALPC AS bracket, TOTLPC AS total
		FROM ${modelTable(database, 'F_LPC')} WHERE TIPLPC = ? AND CODLPC = ? ORDER BY POSLPC`,
	);
	return headers.map((header) => {
		const { series, number } = header;
		const key = `002/2026/${series}/${String(number).padStart(6, '0')}`;
		const document = documents.get(key);
		const own = lines.all(series, number) as LineRow[];
		const onlyAReturn = series === ONLY_A_RETURN.series && number === ONLY_A_RETURN.number;
		return {
			series,
			number,
			fate: document ? 'document' : held.has(key) ? 'held' : 'nothing',
			document,
			// In the fixture it is cancelled as well, which would hide that there is nothing to order.
			state: onlyAReturn ? FINISHED : (header.state ?? CANCELLED),
			lines: own.length,
			unfinishedAfter: stops(header, own),
		};
	});
}

interface LineRow {
	position: number;
	bracket: number | null;
	total: number | null;
}

/** Positions after which the lines so far do not make the nets of the header. */
function stops(header: HeaderRow, lines: readonly LineRow[]): number[] {
	const nets = [header.net1, header.net2, header.net3, header.net4].map((net) => cents(net));
	const sums = [0, 0, 0, 0];
	const found: number[] = [];
	for (const [index, position] of [0, ...lines.map((line) => line.position)].entries()) {
		const line = lines[index - 1];
		if (line) {
			const bracket = line.bracket ?? 0;
			sums[bracket] = (sums[bracket] ?? 0) + cents(line.total);
		}
		if (sums.some((sum, bracket) => Math.abs(sum - (nets[bracket] ?? 0)) > 5)) found.push(position);
	}
	return found;
}

function cents(euros: number | null): number {
	return Math.round((euros ?? 0) * 100);
}
