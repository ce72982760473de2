import type Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { convert } from './conversion';
import { define, tableNamed } from './definition';
import type { SqlServerError } from './errors';
import { notInStandIn, permissionDenied, undeclaredVariable } from './errors';
import { PERMISSIONS, type Permission } from './permissions';
import { Command, type ResultColumn } from './protocol/tokens';
import { asSqlServerError } from './sqlite-errors';
import type { Storage } from './storage';
import type { Statement } from './t-sql/ast';
import { Translator, type Environment, type Translation, type Variable } from './t-sql/translator';
import type { Transaction } from './transaction';
import type { SqlValue } from './types';

/** Where the answer of a batch goes. */
export interface Output {
	columns(columns: readonly ResultColumn[]): void;
	/** Resolves when the client has taken enough of what was sent before. */
	row(columns: readonly ResultColumn[], values: readonly SqlValue[]): Promise<void>;
	message(text: string): void;
	error(error: SqlServerError): void;
	/** End of a statement; `rows` when it counts any. */
	statementDone(command: number, rows?: bigint): void;
}

export interface SessionSettings {
	login: string;
	database: string;
	noCount: boolean;
	xactAbort: boolean;
}

/** Results of the last statement: @@ROWCOUNT, @@ERROR, SCOPE_IDENTITY(). */
export interface LastResult {
	rowCount: bigint;
	error: number;
	identity: bigint | null;
}

class EndOfBatch extends Error {}

/** Runs batches of one session. */
export class Executor {
	readonly last: LastResult = { rowCount: 0n, error: 0, identity: null };

	constructor(
		private readonly database: Database.Database,
		private readonly storage: Storage,
		private readonly transaction: Transaction,
		private readonly settings: SessionSettings,
	) {}

	/**
	 * Runs a batch to its end, or to the error that ends it; errors go to the output. Variables that the batch
	 * declares or sets are found in `variables` afterwards.
	 *
	 * @throws the signal's reason when the client cancels
	 */
	async run(
		statements: readonly Statement[],
		variables: Map<string, Variable>,
		output: Output,
		signal: AbortSignal,
	): Promise<void> {
		try {
			for (const statement of statements) {
				await this.statement(statement, variables, output, signal);
			}
		} catch (error) {
			if (!(error instanceof EndOfBatch)) throw error;
		}
	}

	private async statement(
		statement: Statement,
		variables: Map<string, Variable>,
		output: Output,
		signal: AbortSignal,
	): Promise<void> {
		signal.throwIfAborted();
		try {
			await this.dispatch(statement, variables, output, signal);
			this.last.error = 0;
		} catch (thrown) {
			if (thrown instanceof EndOfBatch || signal.aborted) throw thrown;
			const verb = statement.kind.toUpperCase();
			const { database } = this.settings;
			const error = asSqlServerError(thrown, verb, database, this.storage.catalogue);
			if (error.line === 1) error.line = statement.line;
			this.fail(error, output);
		}
	}

	private fail(error: SqlServerError, output: Output): void {
		this.last.error = error.number;
		this.last.rowCount = 0n;
		output.error(error);
		const rollback = error.consequence === 'rollback' || this.settings.xactAbort;
		if (rollback && this.transaction.count > 0) {
			this.transaction.rollback();
			this.storage.catalogue.reload(this.database);
		}
		if (rollback || error.consequence === 'batch') throw new EndOfBatch();
	}

	private async dispatch(
		statement: Statement,
		variables: Map<string, Variable>,
		output: Output,
		signal: AbortSignal,
	): Promise<void> {
		switch (statement.kind) {
			case 'query':
				return await this.query(statement, variables, output, signal);
			case 'insert':
			case 'update':
			case 'delete':
				return await this.change(statement, variables, output, signal);
			case 'createTable':
			case 'createIndex':
			case 'dropTable':
			case 'addColumn':
			case 'dropColumn':
				await this.transaction.prepareWrite(signal);
				await this.transaction.waitForLock(
					() => define(statement, this.database, this.environment(variables)),
					signal,
				);
				break;
			case 'begin':
				this.transaction.begin();
				break;
			case 'commit':
				this.transaction.commit();
				break;
			case 'rollback':
				this.transaction.rollback(statement.savepoint);
				this.storage.catalogue.reload(this.database);
				break;
			case 'save':
				await this.transaction.save(statement.savepoint, signal);
				break;
			case 'setIsolation':
				this.transaction.isolationLevel = statement.level;
				break;
			case 'setOption':
				this.setOption(statement.option, statement.value);
				break;
			case 'declare':
				for (const { name, type, value } of statement.variables) {
					const initial = value
						? this.evaluate(
								new Translator(this.environment(variables)).standalone([
									{ expression: value, type },
								]),
							)
						: null;
					variables.set(name.toLowerCase(), { type, value: initial });
				}
				break;
			case 'setVariable': {
				const variable = variables.get(statement.name.toLowerCase());
				if (!variable) throw undeclaredVariable(statement.name);
				variable.value = this.evaluate(
					new Translator(this.environment(variables)).standalone([
						{ expression: statement.value, type: variable.type },
					]),
				);
				break;
			}
			case 'if': {
				const translator = new Translator(this.environment(variables));
				const holds = this.evaluate(translator.standaloneCondition(statement.condition));
				const chosen = holds === 1n ? statement.then : statement.otherwise;
				for (const inner of chosen) await this.statement(inner, variables, output, signal);
				return;
			}
			case 'block':
				for (const inner of statement.statements) {
					await this.statement(inner, variables, output, signal);
				}
				return;
			case 'waitFor':
				await sleep(delayOf(statement.delay), undefined, { signal });
				break;
			case 'print': {
				const value = this.evaluate(
					new Translator(this.environment(variables)).standalone([{ expression: statement.value }]),
				);
				output.message(String(value ?? ''));
				break;
			}
			case 'permission':
				for (const permission of statement.permissions) {
					const table = tableNamed(this.storage.catalogue, statement.object);
					for (const login of statement.logins) {
						this.storage.permissions.change(
							statement.verb,
							asPermission(permission),
							table,
							login,
							statement.columns,
						);
					}
				}
				break;
			case 'return':
				throw new EndOfBatch();
		}
		output.statementDone(Command.NONE);
	}

	private async query(
		statement: Extract<Statement, { kind: 'query' }>,
		variables: Map<string, Variable>,
		output: Output,
		signal: AbortSignal,
	): Promise<void> {
		const translation = new Translator(this.environment(variables)).translate(statement);
		this.checkPermissions(translation);
		await this.transaction.prepareRead(signal);
		const prepared = this.database.prepare(translation.sql).raw();
		const rows = prepared.iterate(translation.bindings) as IterableIterator<SqlValue[]>;
		let count = 0n;
		if (translation.assignments.length > 0) {
			for (const values of rows) {
				count++;
				translation.assignments.forEach((name, index) => {
					const variable = variables.get(name.toLowerCase());
					if (!variable) throw undeclaredVariable(name);
					variable.value = values[index] ?? null;
				});
			}
			this.last.rowCount = count;
			output.statementDone(Command.SELECT, this.counted(count));
			return;
		}
		let announced = false;
		for (const values of rows) {
			// The first row is computed before the metadata go out, so that an error comes instead of them.
			if (!announced) output.columns(translation.columns);
			announced = true;
			count++;
			await output.row(translation.columns, values);
			signal.throwIfAborted();
		}
		if (!announced) output.columns(translation.columns);
		this.last.rowCount = count;
		output.statementDone(Command.SELECT, this.counted(count));
	}

	private async change(
		statement: Extract<Statement, { kind: 'insert' | 'update' | 'delete' }>,
		variables: Map<string, Variable>,
		output: Output,
		signal: AbortSignal,
	): Promise<void> {
		const translation = new Translator(this.environment(variables)).translate(statement);
		this.checkPermissions(translation);
		await this.transaction.prepareWrite(signal);
		const prepared = this.database.prepare(translation.sql);
		let count: bigint;
		if (translation.columns.length > 0) {
			const rows = await this.transaction.waitForLock(
				() => prepared.raw().all(translation.bindings) as SqlValue[][],
				signal,
			);
			output.columns(translation.columns);
			for (const values of rows) await output.row(translation.columns, values);
			count = BigInt(rows.length);
		} else {
			const result = await this.transaction.waitForLock(
				() => prepared.run(translation.bindings),
				signal,
			);
			count = BigInt(result.changes);
			const hasIdentity = translation.table?.columns.some(({ identity }) => identity);
			if (statement.kind === 'insert' && hasIdentity) {
				this.last.identity = BigInt(result.lastInsertRowid);
			}
		}
		this.last.rowCount = count;
		const command = { insert: Command.INSERT, update: Command.UPDATE, delete: Command.DELETE };
		output.statementDone(command[statement.kind], this.counted(count));
	}

	private counted(rows: bigint): bigint | undefined {
		return this.settings.noCount ? undefined : rows;
	}

	private evaluate(translation: Translation): SqlValue {
		this.checkPermissions(translation);
		const value = this.database.prepare(translation.sql).pluck().get(translation.bindings);
		return (value ?? null) as SqlValue;
	}

	private checkPermissions({ permissions }: Translation): void {
		for (const { permission, table, columns } of permissions) {
			if (!this.storage.permissions.allows(this.settings.login, permission, table, columns)) {
				throw permissionDenied(permission, table.name, this.settings.database, table.schema);
			}
		}
	}

	private environment(variables: ReadonlyMap<string, Variable>): Environment {
		const { catalogue, permissions } = this.storage;
		return {
			catalogue,
			variables,
			database: this.settings.database,
			visibleTables: () =>
				catalogue.all().filter((table) => permissions.sees(this.settings.login, table)),
		};
	}

	private setOption(option: string, value: string): void {
		const on = value.toUpperCase() === 'ON';
		if (option === 'NOCOUNT') this.settings.noCount = on;
		if (option === 'XACT_ABORT') this.settings.xactAbort = on;
		if (option === 'LOCK_TIMEOUT') this.transaction.lockTimeoutMs = Number(value);
		if (option === 'IMPLICIT_TRANSACTIONS' && on) throw notInStandIn('implicit transactions');
	}
}

/** Milliseconds of `hh:mm:ss.fff`. */
function delayOf(text: string): number {
	const value = convert(text, { name: 'varchar', length: 20 }, { name: 'time', scale: 3 });
	const [hours = 0, minutes = 0, seconds = 0] = String(value).split(':').map(Number);
	return Math.round((hours * 3600 + minutes * 60 + seconds) * 1000);
}

function asPermission(text: string): Permission {
	const permission = PERMISSIONS.find((known) => known === text);
	if (!permission) throw notInStandIn(`the permission ${text}`);
	return permission;
}
