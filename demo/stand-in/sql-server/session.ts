import type Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	SqlServerError,
	cannotOpenDatabase,
	loginFailed,
	notInStandIn,
	unknownProcedure,
} from './errors';
import { Executor, type SessionSettings } from './executor';
import { injectedError, type Fault, type Faults } from './faults';
import { PERMISSIONS } from './permissions';
import { bind, prepare, type PreparedStatement } from './prepared';
import type { Login } from './protocol/login';
import { MessageWriter, PacketType, type Message } from './protocol/packet';
import {
	readRpc,
	readSqlBatch,
	readTransactionRequest,
	type RpcParameter,
	type RpcRequest,
} from './protocol/requests';
import {
	DoneStatus,
	DoneToken,
	collationChanged,
	connectionReset,
	databaseChanged,
	done,
	errorToken,
	infoToken,
	languageChanged,
	loginAcknowledgement,
	packetSizeChanged,
	returnStatus,
	returnValue,
	transactionBegun,
	transactionCommitted,
	transactionRolledBack,
	utf8SupportAcknowledgement,
} from './protocol/tokens';
import { Response } from './response';
import type { Storage } from './storage';
import { parseBatch } from './t-sql/parser';
import type { Statement } from './t-sql/ast';
import type { Variable } from './t-sql/translator';
import { Transaction } from './transaction';
import { DATABASE_COLLATION, INT, type SqlValue } from './types';

/** The byte stream of a session, in the clear or encrypted. */
export interface Channel {
	send(packet: Buffer): void;
	/** Resolves when what was sent has been taken. */
	drained(): Promise<void>;
	/** Cuts the connection as a broken line does. */
	cut(): void;
	/** Closes it after everything was sent. */
	close(): void;
}

/** What all sessions of a server share. */
export interface SessionContext {
	storage: Storage;
	faults: Faults;
	serverName: string;
	database: string;
	/** Passwords by login name. */
	logins: ReadonlyMap<string, string>;
	/** Hears every statement text, for tests that count round trips. */
	onRequest(text: string): void;
	/** Hears of defects of the stand-in itself; the connection is cut then. */
	onDefect(error: unknown): void;
}

const DEFAULT_PACKET_SIZE = 4096;
const MAXIMUM_PACKET_SIZE = 32767;
const PRODUCT =
	'Microsoft SQL Server 2016 (SP2) - 13.0.5026.0: stand-in over SQLite, not Microsoft SQL Server';

/** The connection was cut by a fault; nothing more can be said to the client. */
class Cut extends Error {}

/** One logged-in connection: answers its requests one after the other. */
export class Session {
	private readonly connection: Database.Database;
	private readonly transaction: Transaction;
	private readonly executor: Executor;
	private readonly settings: SessionSettings;
	private readonly prepared = new Map<number, PreparedStatement>();
	private lastHandle = 0;
	private queue: Promise<void> = Promise.resolve();
	private running: AbortController | undefined;
	private response: Response | undefined;
	private beforeNext: Buffer[] = [];
	private closed = false;

	private constructor(
		private readonly context: SessionContext,
		private readonly channel: Channel,
		private readonly spid: number,
		login: string,
		private readonly packetSize: number,
	) {
		this.settings = {
			login,
			database: context.database,
			noCount: false,
			xactAbort: false,
		};
		this.connection = context.storage.connect({
			fact: (name) => this.fact(name),
			hasPermission: (object, permission) => this.hasPermission(object, permission),
		});
		const tell = (token: Buffer): void => {
			if (this.response) this.response.token(token);
			else this.beforeNext.push(token);
		};
		this.transaction = new Transaction(
			this.connection,
			{
				begun: (descriptor) => tell(transactionBegun(descriptor)),
				committed: (descriptor) => tell(transactionCommitted(descriptor)),
				rolledBack: (descriptor) => tell(transactionRolledBack(descriptor)),
			},
			spid,
		);
		this.executor = new Executor(this.connection, context.storage, this.transaction, this.settings);
	}

	/** Answers a LOGIN7 message: a session, or undefined when the login was refused and told so. */
	static login(
		context: SessionContext,
		channel: Channel,
		spid: number,
		login: Login,
	): Session | undefined {
		const writer = new MessageWriter(
			PacketType.TABULAR_RESULT,
			DEFAULT_PACKET_SIZE,
			spid,
			(packet) => channel.send(packet),
		);
		const refusal = refusedLogin(context, login);
		if (refusal.length > 0) {
			for (const error of refusal) writer.write(errorToken(error, context.serverName));
			writer.write(done(DoneToken.DONE, DoneStatus.ERROR));
			writer.end();
			channel.close();
			return undefined;
		}
		const packetSize = Math.min(
			Math.max(login.packetSize || DEFAULT_PACKET_SIZE, 512),
			MAXIMUM_PACKET_SIZE,
		);
		const { database, serverName } = context;
		const changed = `Changed database context to '${database}'.`;
		writer.write(databaseChanged(database, 'master'));
		writer.write(infoToken(5701, changed, serverName));
		writer.write(collationChanged(DATABASE_COLLATION.bytes));
		writer.write(languageChanged('us_english'));
		writer.write(infoToken(5703, 'Changed language setting to us_english.', serverName));
		writer.write(loginAcknowledgement());
		writer.write(packetSizeChanged(packetSize, DEFAULT_PACKET_SIZE));
		if (login.utf8Support) writer.write(utf8SupportAcknowledgement());
		writer.write(done(DoneToken.DONE, DoneStatus.FINAL));
		writer.end();
		return new Session(context, channel, spid, login.userName, packetSize);
	}

	/** Takes a message of the client. An attention interrupts, everything else waits its turn. */
	receive(message: Message): void {
		if (message.type === PacketType.ATTENTION) {
			this.running?.abort();
			this.enqueue(() => Promise.resolve(this.acknowledgeAttention()));
			return;
		}
		this.enqueue(() => this.answer(message));
	}

	/** The client is gone: whatever it had not committed is undone. */
	close(): void {
		if (this.closed) return;
		this.closed = true;
		this.running?.abort();
		this.enqueue(() => {
			if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
			this.connection.close();
			return Promise.resolve();
		});
	}

	/** Resolves when everything received so far is answered. */
	async idle(): Promise<void> {
		await this.queue;
	}

	private enqueue(work: () => Promise<void>): void {
		this.queue = this.queue.then(work).catch((error: unknown) => {
			if (!(error instanceof Cut)) this.context.onDefect(error);
			this.channel.cut();
		});
	}

	private acknowledgeAttention(): void {
		if (this.closed) return;
		const writer = this.newWriter();
		writer.write(done(DoneToken.DONE, DoneStatus.ATTENTION));
		writer.end();
	}

	private async answer(message: Message): Promise<void> {
		if (this.closed) return;
		if (message.resetConnection) this.reset();
		if (message.ignored) {
			this.newResponse('batch').end();
			return;
		}
		const controller = new AbortController();
		this.running = controller;
		try {
			await this.carryOut(message, controller.signal);
		} catch (error) {
			if (!controller.signal.aborted || this.closed) throw error;
			this.response?.breakOff();
		} finally {
			this.running = undefined;
			this.response = undefined;
		}
	}

	private async carryOut(message: Message, signal: AbortSignal): Promise<void> {
		switch (message.type) {
			case PacketType.SQL_BATCH: {
				const text = readSqlBatch(message.data);
				await this.batch(text, signal);
				return;
			}
			case PacketType.RPC:
				await this.procedure(message.data, signal);
				return;
			case PacketType.TRANSACTION_MANAGER:
				await this.transactionRequest(message.data, signal);
				return;
			default:
				throw new Cut(`packet type ${message.type}`);
		}
	}

	private async batch(text: string, signal: AbortSignal): Promise<void> {
		await this.withFaults(text, 'batch', signal, async (response) => {
			await this.run(text, new Map(), response, signal);
			return () => response.end();
		});
	}

	private async procedure(data: Buffer, signal: AbortSignal): Promise<void> {
		let request: RpcRequest;
		try {
			request = readRpc(data);
		} catch (error) {
			if (!(error instanceof SqlServerError)) throw error;
			const response = this.newResponse('procedure');
			response.error(error);
			response.endProcedure([returnStatus(error.number)], true);
			return;
		}
		const text = this.textOf(request);
		await this.withFaults(text, 'procedure', signal, async (response) => {
			const outcome = await this.callProcedure(request, response, signal);
			return () => response.endProcedure(outcome.closing, outcome.failed);
		});
	}

	/** The statement a request is about, for faults and for the log of requests. */
	private textOf({ procedure, parameters }: RpcRequest): string {
		switch (procedure.toLowerCase()) {
			case 'sp_executesql':
				return String(parameters[0]?.value ?? '');
			case 'sp_execute':
				return this.prepared.get(Number(parameters[0]?.value))?.text ?? procedure;
			default:
				return procedure;
		}
	}

	private async callProcedure(
		{ procedure, parameters }: RpcRequest,
		response: Response,
		signal: AbortSignal,
	): Promise<{ closing: Buffer[]; failed: boolean }> {
		try {
			switch (procedure.toLowerCase()) {
				case 'sp_executesql': {
					const [statement, list, ...values] = parameters;
					return await this.execute(prepare(statement, list), values, response, signal);
				}
				case 'sp_prepare': {
					const [, list, statement] = parameters;
					const prepared = prepare(statement, list);
					parseBatch(prepared.text);
					this.prepared.set(++this.lastHandle, prepared);
					const handle = BigInt(this.lastHandle);
					const name = parameters[0]?.name ?? '';
					return { closing: [returnStatus(0), returnValue(0, name, INT, handle)], failed: false };
				}
				case 'sp_execute': {
					const [handle, ...values] = parameters;
					const prepared = this.prepared.get(Number(handle?.value));
					if (!prepared) {
						throw new SqlServerError(
							8179,
							`Could not find prepared statement with handle ${String(handle?.value)}.`,
							16,
							2,
						);
					}
					return await this.execute(prepared, values, response, signal);
				}
				case 'sp_unprepare':
					this.prepared.delete(Number(parameters[0]?.value));
					return { closing: [returnStatus(0)], failed: false };
				default:
					throw unknownProcedure(procedure);
			}
		} catch (error) {
			if (!(error instanceof SqlServerError)) throw error;
			response.error(error);
			return { closing: [returnStatus(error.number)], failed: true };
		}
	}

	private async execute(
		prepared: PreparedStatement,
		values: RpcParameter[],
		response: Response,
		signal: AbortSignal,
	): Promise<{ closing: Buffer[]; failed: boolean }> {
		const variables = bind(prepared, values);
		const failed = await this.run(prepared.text, variables, response, signal);
		const outputs = values.flatMap((value, ordinal) => {
			const variable = variables.get(value.name.toLowerCase());
			return value.output && variable
				? [returnValue(ordinal, value.name, variable.type, variable.value)]
				: [];
		});
		return { closing: [returnStatus(failed ? this.executor.last.error : 0), ...outputs], failed };
	}

	/** Runs a text; true when it failed. */
	private async run(
		text: string,
		variables: Map<string, Variable>,
		response: Response,
		signal: AbortSignal,
	): Promise<boolean> {
		let statements: Statement[];
		try {
			statements = parseBatch(text);
		} catch (error) {
			if (!(error instanceof SqlServerError)) throw error;
			response.error(error);
			this.executor.last.error = error.number;
			return true;
		}
		await this.executor.run(statements, variables, response, signal);
		return this.executor.last.error !== 0;
	}

	private async transactionRequest(data: Buffer, signal: AbortSignal): Promise<void> {
		const request = readTransactionRequest(data);
		const text = `${request.action.toUpperCase()} TRANSACTION`;
		await this.withFaults(text, 'batch', signal, async (response) => {
			try {
				switch (request.action) {
					case 'begin':
						if (request.isolationLevel) this.transaction.isolationLevel = request.isolationLevel;
						this.transaction.begin();
						break;
					case 'commit':
						this.transaction.commit();
						break;
					case 'rollback':
						this.transaction.rollback(request.savepoint || undefined);
						this.context.storage.catalogue.reload(this.connection);
						break;
					case 'save':
						await this.transaction.save(request.savepoint, signal);
						break;
					case 'unknown':
						throw notInStandIn(`the transaction request ${request.code}`);
				}
			} catch (error) {
				if (!(error instanceof SqlServerError)) throw error;
				response.error(error);
			}
			return () => response.end();
		});
	}

	/** Runs a request with whatever fault waits for it. `work` returns how the answer ends. */
	private async withFaults(
		text: string,
		kind: 'batch' | 'procedure',
		signal: AbortSignal,
		work: (response: Response) => Promise<() => void>,
	): Promise<void> {
		this.context.onRequest(text);
		const faults = this.context.faults.strike(text);
		const response = this.newResponse(kind, faults);
		this.response = response;
		for (const fault of faults) {
			if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal });
			if (fault.drop === 'before') throw new Cut();
			if (fault.error !== undefined) {
				const error = injectedError(fault.error, this.spid);
				response.error(error);
				this.executor.last.error = error.number;
				if (error.consequence === 'rollback' && this.transaction.count > 0) {
					this.transaction.rollback();
				}
				if (kind === 'batch') response.end();
				else response.endProcedure([returnStatus(error.number)], true);
				return;
			}
		}
		const end = await work(response);
		if (faults.some(({ drop }) => drop !== undefined)) throw new Cut();
		end();
	}

	private newResponse(kind: 'batch' | 'procedure', faults: readonly Fault[] = []): Response {
		const cutsWithin = faults.some(({ drop }) => drop === 'within');
		// Bytes that must not be seen before a cut are kept back until the end.
		const silent = faults.some(({ drop }) => drop === 'after');
		const response = new Response(this.newWriter(silent), kind, {
			serverName: this.context.serverName,
			inTransaction: () => this.transaction.count > 0,
			drained: async () => {
				if (cutsWithin) {
					await this.channel.drained();
					throw new Cut();
				}
				await this.channel.drained();
			},
		});
		for (const token of this.beforeNext.splice(0)) response.token(token);
		return response;
	}

	private newWriter(silent = false): MessageWriter {
		return new MessageWriter(PacketType.TABULAR_RESULT, this.packetSize, this.spid, (packet) => {
			if (!silent) this.channel.send(packet);
		});
	}

	/** sp_reset_connection, which a pool asks for before it hands a connection on. */
	private reset(): void {
		if (this.transaction.count > 0) this.transaction.rollback();
		this.transaction.isolationLevel = 'READ COMMITTED';
		this.transaction.lockTimeoutMs = -1;
		this.settings.noCount = false;
		this.settings.xactAbort = false;
		this.beforeNext.push(connectionReset());
	}

	private fact(name: string): SqlValue {
		const { last } = this.executor;
		switch (name) {
			case 'rowcount':
				return last.rowCount;
			case 'error':
				return BigInt(last.error);
			case 'identity':
				return last.identity === null ? null : String(last.identity);
			case 'trancount':
				return BigInt(this.transaction.count);
			case 'spid':
				return BigInt(this.spid);
			case 'database':
				return this.settings.database;
			case 'login':
				return this.settings.login;
			case 'servername':
				return this.context.serverName;
			case 'version':
				return PRODUCT;
			default:
				return null;
		}
	}

	private hasPermission(object: string, name: string): boolean | undefined {
		const table = this.context.storage.catalogue.findByText(object);
		const permission = PERMISSIONS.find((known) => known === name.toUpperCase());
		if (!table || !permission) return undefined;
		return this.context.storage.permissions.allows(this.settings.login, permission, table);
	}
}

function refusedLogin(context: SessionContext, login: Login): SqlServerError[] {
	const password = [...context.logins].find(
		([name]) => name.toLowerCase() === login.userName.toLowerCase(),
	)?.[1];
	if (password === undefined || password !== login.password) return [loginFailed(login.userName)];
	const wanted = login.database || context.database;
	if (wanted.toLowerCase() !== context.database.toLowerCase()) {
		return [cannotOpenDatabase(wanted), loginFailed(login.userName)];
	}
	return [];
}
