import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FactuLinkError } from '../errors';
import { usedAfterClosing } from './closed';
import { TableCatalogue, findName, resolveMax, resolveSelect, tableMissing } from './catalogue';
import { fileError } from './company-file';
import type {
	DriverlessAnswer,
	DriverlessRefusal,
	DriverlessRequest,
	DriverlessWorkerData,
} from './driverless-messages';
import type { Cell, Column, CompanyDatabase, Condition, Row, Select } from './types';

/** For what is made of a file; the bytes of the file itself are beside that. A real company needs a tenth. */
const MEMORY_MB = 2048;

/** The largest company measured takes seconds; a file that needs longer than this never ends. */
const TIME_LIMIT_MS = 120_000;

export interface DriverlessReaderOptions {
	file: string;
	label: string;
	password?: string;
	timeLimitMs?: number;
}

type Asked = DriverlessRequest extends infer Request
	? Request extends { id: number }
		? Omit<Request, 'id'>
		: never
	: never;

interface Waiting {
	resolve: (answer: DriverlessAnswer) => void;
	reject: (error: FactuLinkError) => void;
}

/**
 * A company file read without any driver. The file is read whole, once, when it is first asked for something, in
 * a thread of its own that ends with {@link close}; everything this object says is about that moment.
 */
export class DriverlessReader implements CompanyDatabase {
	private readonly catalogues = new Map<string, TableCatalogue>();
	private readonly waiting = new Map<number, Waiting>();
	private tableNames: readonly string[] | undefined;
	private worker: Worker | undefined;
	private closed = false;
	private lastId = 0;
	/** One question at a time: the rows of a select are fetched in portions. */
	private turn: Promise<unknown> = Promise.resolve();

	constructor(private readonly options: DriverlessReaderOptions) {}

	async tables(): Promise<readonly string[]> {
		if (this.tableNames === undefined) {
			const answer = await this.inTurn(async () => await this.ask({ ask: 'tables' }));
			this.tableNames = 'tables' in answer ? answer.tables : [];
		}
		return this.tableNames;
	}

	async columns(table: string): Promise<readonly Column[]> {
		return (await this.catalogueOf(table)).columns;
	}

	async select(query: Select): Promise<Row[]> {
		const catalogue = await this.catalogueOf(query.table);
		const resolved = resolveSelect(query, catalogue);
		const names = resolved.columns.map(({ name }) => name);
		return await this.inTurn(async () => {
			const rows: Row[] = [];
			let answer = await this.ask({ ask: 'select', ...resolved });
			for (;;) {
				if (!('rows' in answer)) throw readerBroken(this.options, 'no rows came');
				for (const cells of answer.rows) rows.push(rowOf(names, cells));
				if (answer.last) return rows;
				answer = await this.ask({ ask: 'more' });
			}
		});
	}

	async max(
		table: string,
		column: string,
		where: readonly Condition[] = [],
	): Promise<number | null> {
		const { columns, ...query } = resolveMax(await this.catalogueOf(table), column, where);
		const [resolved] = columns;
		if (resolved === undefined) return null;
		const answer = await this.inTurn(
			async () =>
				await this.ask({ ask: 'max', table: query.table, column: resolved, where: query.where }),
		);
		return 'max' in answer ? answer.max : null;
	}

	async close(): Promise<void> {
		this.closed = true;
		this.fail(usedAfterClosing(this.options.label));
		await this.stop();
	}

	private async stop(): Promise<void> {
		const { worker } = this;
		this.worker = undefined;
		await worker?.terminate();
	}

	private async catalogueOf(wanted: string): Promise<TableCatalogue> {
		const known = this.catalogues.get(wanted.toUpperCase());
		if (known !== undefined) return known;
		const { label } = this.options;
		const table = findName(await this.tables(), wanted);
		if (table === undefined) throw tableMissing(label, wanted);
		const answer = await this.inTurn(async () => await this.ask({ ask: 'columns', table }));
		const columns = 'columns' in answer ? answer.columns : [];
		const catalogue = new TableCatalogue(label, table, columns);
		this.catalogues.set(wanted.toUpperCase(), catalogue);
		return catalogue;
	}

	private async inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.turn.then(work);
		this.turn = result.catch(() => undefined);
		return await result;
	}

	private async ask(asked: Asked): Promise<DriverlessAnswer> {
		const { timeLimitMs = TIME_LIMIT_MS } = this.options;
		if (this.closed) throw usedAfterClosing(this.options.label);
		const id = ++this.lastId;
		const worker = this.startedWorker();
		const timer = setTimeout(() => {
			this.fail(tooSlow(this.options, timeLimitMs));
			void this.stop();
		}, timeLimitMs);
		try {
			const answer = await new Promise<DriverlessAnswer>((resolve, reject) => {
				this.waiting.set(id, { resolve, reject });
				worker.postMessage({ id, ...asked } satisfies DriverlessRequest);
			});
			if ('refusal' in answer) throw await refusalError(answer.refusal, this.options);
			return answer;
		} finally {
			clearTimeout(timer);
			this.waiting.delete(id);
		}
	}

	private startedWorker(): Worker {
		if (this.worker !== undefined) return this.worker;
		const data: DriverlessWorkerData = {
			file: this.options.file,
			password: this.options.password,
		};
		const worker = new Worker(join(__dirname, `driverless-worker${extname(__filename)}`), {
			workerData: data,
			resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
		});
		worker.on('message', (answer: DriverlessAnswer) =>
			this.waiting.get(answer.id)?.resolve(answer),
		);
		const ended = (reason: string, tooMuch = false): void => {
			// One that was stopped here has been spoken for, and another may be at work already.
			if (this.worker !== worker) return;
			this.worker = undefined;
			this.fail(tooMuch ? needsTooMuchMemory(this.options) : readerBroken(this.options, reason));
		};
		worker.on('error', (error: NodeJS.ErrnoException) =>
			ended(error.message, error.code === 'ERR_WORKER_OUT_OF_MEMORY'),
		);
		worker.on('exit', () => ended('its thread ended'));
		// A reader that somebody forgot to close must not keep n8n from stopping.
		worker.unref();
		this.worker = worker;
		return worker;
	}

	private fail(error: FactuLinkError): void {
		for (const { reject } of this.waiting.values()) reject(error);
	}
}

function rowOf(names: readonly string[], cells: readonly Cell[]): Row {
	const row: Row = {};
	names.forEach((name, at) => {
		row[name] = cells[at] ?? null;
	});
	return row;
}

async function refusalError(
	{ code, reason }: DriverlessRefusal,
	{ file, label }: DriverlessReaderOptions,
): Promise<FactuLinkError> {
	const about = { details: { file, reason } };
	switch (code) {
		case 'NOT_READABLE':
			return await fileError({ code: reason }, file, label);
		case 'TOO_LARGE':
			return new FactuLinkError({
				...about,
				class: 'person',
				code: 'FILE_TOO_LARGE',
				message: `${label}: ${file} is larger than the 2 GB that Access allows (${reason}).`,
				whatToDo: 'Check that the path is that of a company file.',
			});
		case 'NOT_AN_ACCESS_FILE':
			return new FactuLinkError({
				...about,
				class: 'person',
				code: 'NOT_AN_ACCESS_FILE',
				message: `${label}: ${file} is not an Access file of version 2000 or later.`,
				whatToDo: 'Check the path in the credential.',
			});
		case 'ENCRYPTION_NOT_SUPPORTED':
			return new FactuLinkError({
				...about,
				class: 'person',
				code: 'ENCRYPTION_NOT_SUPPORTED',
				message: `${label}: ${file} is encrypted in a way that cannot be read without the Access driver.`,
				whatToDo: 'Choose the Microsoft Access driver in the credential.',
			});
		case 'PASSWORD_NEEDED':
			return new FactuLinkError({
				...about,
				class: 'person',
				code: 'PASSWORD_NEEDED',
				message: `${label}: ${file} has a database password, and the credential has none.`,
				whatToDo: 'Enter the password of the database in the credential.',
			});
		case 'WRONG_PASSWORD':
			return new FactuLinkError({
				...about,
				class: 'person',
				code: 'WRONG_PASSWORD',
				message: `${label}: the password in the credential does not open ${file}.`,
				whatToDo: 'Correct the password in the credential.',
			});
		case 'DAMAGED':
			return new FactuLinkError({
				...about,
				class: 'person',
				code: 'FILE_DAMAGED',
				message: `${label}: ${file} is damaged or incomplete.`,
				whatToDo:
					'If the file was being copied, wait until it is whole. Otherwise repair it in FactuSOL or restore a copy.',
			});
		case 'CHANGING':
			return new FactuLinkError({
				...about,
				class: 'retry',
				code: 'FILE_CHANGING',
				message: `${label}: another program was writing ${file} each time it was read.`,
				whatToDo: 'Nothing: it is read again at the next attempt.',
			});
		case 'READER_BROKEN':
			return readerBroken({ file, label }, reason);
	}
}

function readerBroken({ file, label }: DriverlessReaderOptions, reason: string): FactuLinkError {
	return new FactuLinkError({
		class: 'bug',
		code: 'READER_BROKEN',
		message: `${label}: the reader of ${file} stopped (${reason}).`,
		whatToDo: 'Report this text to the maintainers of n8n-nodes-factulink. Nothing was changed.',
		details: { file, reason },
	});
}

function needsTooMuchMemory({ file, label }: DriverlessReaderOptions): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'FILE_TOO_LARGE',
		message: `${label}: reading ${file} would need more than ${MEMORY_MB} MB of memory, and was stopped.`,
		whatToDo:
			'Ask for fewer days, or choose the Microsoft Access driver. If the file is not that large, it may be damaged: repair it in FactuSOL.',
		details: { file },
	});
}

function tooSlow({ file, label }: DriverlessReaderOptions, timeLimitMs: number): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'READ_TOO_SLOW',
		message: `${label}: reading ${file} took longer than ${timeLimitMs / 1000} seconds and was stopped.`,
		whatToDo: 'Check the network to the folder. If it repeats, ask for fewer days.',
		details: { file },
	});
}
