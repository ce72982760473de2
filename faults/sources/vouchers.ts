import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { salesFixtures } from '../../demo/project';
import type { Chance } from '../chance';

/** What has to become of a voucher, by its model in the fixture. */
export type VoucherFate =
	/** Registered at the mall once, and marked in the pending list. */
	| 'send'
	/** A person, or the rest of its rows, has to come. */
	| 'hold'
	/** Not to be reported. */
	| 'skip';

const voucherSchema = z.object({
	case: z.string(),
	key: z.object({ branch: z.number().nullable(), type: z.string(), number: z.string() }),
	outcome: z.enum(['send', 'hold', 'skip']),
	reason: z.string().nullable(),
	comprobante: z.record(z.unknown()).optional(),
});
const expectedSchema = z.object({ vouchers: z.array(voucherSchema) });

/** A comprobante as the mall gets it, and as its stand-in keeps it. */
export type Comprobante = Readonly<Record<string, unknown>>;

/** A voucher of the fixture; every new one is a copy of one. */
export interface VoucherModel {
	/** As in the fixture: `F1`. */
	case: string;
	branch: number | null;
	type: string;
	number: string;
	fate: VoucherFate;
	reason: string | null;
	comprobante: Comprobante | undefined;
	/** Vouchers that mean something only together: they are copied under one number. */
	together: readonly string[];
}

export interface NewVoucher {
	/** `10/FAC/B0021550000001`, as the ledger calls it. */
	key: string;
	type: string;
	number: string;
	fate: VoucherFate;
	reason: string | null;
	model: VoucherModel;
	/** What the mall has to have, once; undefined when it must not have it. */
	comprobante: Comprobante | undefined;
}

/** How the rows of a voucher come into the database. */
export type VoucherArrival =
	| 'whole'
	/** Its lines come with {@link finishScript}. */
	| 'lines later'
	/** It stands in the pending list and nowhere else until {@link finishScript}. */
	| 'header later';

/** How often each fate comes when models are drawn. */
const SHARES: Readonly<Record<VoucherFate, number>> = { send: 80, hold: 12, skip: 8 };

/** Above every number of the fixture; eight digits, of which the mall may keep nine characters. */
const FIRST_NUMBER = 50_000_001;

/** X08 and X09 have one identity at the mall; alone each would be sent. */
const COLLIDING = ['X08', 'X09'];

interface TableOf {
	name: string;
	/** Its column with the voucher's type. */
	type: 'T_COMP' | 'COD_COMP';
	/** Filled by the server. */
	identity?: string;
}

const HEADERS: TableOf = { name: 'CTA02', type: 'T_COMP' };
const LINES: TableOf = { name: 'CTA03', type: 'T_COMP' };
const TAXES: TableOf = { name: 'CTA04', type: 'T_COMP', identity: 'ID_CTA04' };
const TREASURY: TableOf = { name: 'CTA29', type: 'COD_COMP' };
const PENDING: TableOf = { name: 'EB_T_HistorialSincVentas_Solar', type: 'T_COMP', identity: 'ID' };

/** Tables that come with each part of an arrival. */
const PARTS: Readonly<Record<VoucherArrival, { first: TableOf[]; then: TableOf[] }>> = {
	whole: { first: [HEADERS, LINES, TAXES, TREASURY, PENDING], then: [] },
	'lines later': { first: [HEADERS, TAXES, TREASURY, PENDING], then: [LINES] },
	'header later': { first: [PENDING], then: [HEADERS, LINES, TAXES, TREASURY] },
};

/** New vouchers, made after those of the fixture. */
export class VoucherSource {
	private next = FIRST_NUMBER;

	readonly models: readonly VoucherModel[] = readModels();

	/** The next vouchers that a model makes (several only where they mean something together). */
	draw(
		chance: Chance,
		shares: Readonly<Record<VoucherFate, number>> = SHARES,
	): readonly NewVoucher[] {
		const fate = chance.share(shares);
		return this.copyOf(chance.pick(this.models.filter((model) => model.fate === fate)));
	}

	copyOf({ together }: VoucherModel): readonly NewVoucher[] {
		const digits = String(this.next++).padStart(8, '0');
		return this.models
			.filter((model) => together.includes(model.case))
			.map((model) => {
				const { branch, type, fate, reason, comprobante } = model;
				const number = `${model.number.slice(0, 6)}${digits}`;
				return {
					key: `${branch ?? '?'}/${type}/${number}`,
					type,
					number,
					fate,
					reason,
					model,
					comprobante: comprobante && { ...comprobante, NroComprobante: digits },
				};
			});
	}
}

/** Whether the rows of a voucher may come in parts: what is to be held or skipped is so for what its rows say. */
export const mayComeInParts = ({ fate }: NewVoucher) => fate === 'send';

/** T-SQL that writes vouchers as they arrive; each is one batch, and a batch is one transaction in the stand-in. */
export function arrivalScript(vouchers: readonly NewVoucher[], arrival: VoucherArrival): string {
	return scriptOf(vouchers, PARTS[arrival].first);
}

/** T-SQL that writes what was missing of vouchers that arrived in this way. */
export function finishScript(vouchers: readonly NewVoucher[], arrival: VoucherArrival): string {
	return scriptOf(vouchers, PARTS[arrival].then);
}

function scriptOf(vouchers: readonly NewVoucher[], tables: readonly TableOf[]): string {
	return vouchers
		.map((voucher) =>
			tables
				.map((table) => {
					const { columns, values } = copied(table, text(voucher.number));
					const { type, number } = voucher.model;
					return `INSERT INTO dbo.${table.name} (${columns}) SELECT ${values} FROM dbo.${table.name} WHERE ${table.type} = ${text(type)} AND N_COMP = ${text(number)};`;
				})
				.join('\n'),
		)
		.join('\nGO\n');
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/**
 * Writes vouchers into the file of the SQL Server stand-in, which must not be at work: thousands in a second, in one
 * transaction.
 */
export function fillVouchers(file: string, vouchers: readonly NewVoucher[]): void {
	const database = new Database(file, { timeout: 60_000 });
	try {
		const models = JSON.stringify([...new Set(vouchers.map(({ model }) => model.number))]);
		const statements = PARTS.whole.first.map((table) => {
			const { columns, values } = copied(table, '@number');
			// Apart from the many that are copies of them: no index of these tables begins with type and number.
			const source = `temp."models of ${table.name}"`;
			database
				.prepare(
					`CREATE TABLE ${source} AS SELECT * FROM "dbo.${table.name}"
					WHERE N_COMP IN (SELECT value FROM json_each(?))`,
				)
				.run(models);
			// Key columns have a binary collation and may be filled up with blanks.
			return database.prepare(
				`INSERT INTO "dbo.${table.name}" (${columns}) SELECT ${values} FROM ${source}
				WHERE ${table.type} = @type AND N_COMP = @model`,
			);
		});
		database.transaction(() => {
			for (const { type, number, model } of vouchers) {
				for (const statement of statements) {
					statement.run({ type, number, model: model.number });
				}
			}
		})();
	} finally {
		database.close();
	}
}

/** Takes the vouchers of the fixture out of the pending list: they are models and not themselves to be reported. */
export const LEAVE_ONLY_MODELS = `UPDATE dbo.${PENDING.name} SET ESTADO_SYNC = 1;`;

function copied(table: TableOf, number: string): { columns: string; values: string } {
	const columns = columnsOf(table);
	const values = columns.map((column) => {
		if (column === 'N_COMP') return number;
		if (table === PENDING && column === 'ESTADO_SYNC') return '0';
		if (table === PENDING && column === 'FECHA_SYNC') return 'NULL';
		return column;
	});
	return { columns: columns.join(', '), values: values.join(', ') };
}

const known = new Map<string, string[]>();

/** The columns that an INSERT names, as the schema of the fixture declares them. */
function columnsOf({ name, identity }: TableOf): string[] {
	let columns = known.get(name);
	if (!columns) {
		const schema = readFileSync(path.join(salesFixtures, 'schema.sql'), 'utf8');
		const [, body = ''] =
			new RegExp(`CREATE TABLE dbo\\.${name} \\(\\n([\\s\\S]*?)\\n\\);`).exec(schema) ?? [];
		columns = [...body.matchAll(/^ {4}([A-Z]\w*) +[a-z]/gm)]
			.map(([, column = '']) => column)
			.filter((column) => column !== identity);
		known.set(name, columns);
	}
	return columns;
}

function readModels(): VoucherModel[] {
	const file = path.join(salesFixtures, 'expected.json');
	const { vouchers } = expectedSchema.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown);
	return vouchers.map(({ case: name, key, outcome, reason, comprobante }) => ({
		case: name,
		...key,
		fate: outcome,
		reason,
		comprobante,
		together: COLLIDING.includes(name) ? COLLIDING : [name],
	}));
}
