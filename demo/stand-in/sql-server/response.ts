import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SqlServerError } from './errors';
import type { Output } from './executor';
import type { MessageWriter } from './protocol/packet';
import {
	Command,
	DoneStatus,
	DoneToken,
	columnMetadata,
	done,
	errorToken,
	infoToken,
	row,
	type ResultColumn,
} from './protocol/tokens';
import type { SqlValue } from './types';

const ROWS_PER_TURN = 200;

/** Writes the answer to one request as a stream of tokens. */
export class Response implements Output {
	private pending: { status: number; command: number; rows: bigint } | undefined;
	private rowsThisTurn = 0;

	constructor(
		private readonly writer: MessageWriter,
		/** Statements of a procedure end with DONEINPROC, those of a batch with DONE. */
		private readonly kind: 'batch' | 'procedure',
		private readonly hooks: {
			serverName: string;
			/** Resolves when the socket takes more; throws when the answer is to be broken off. */
			drained(): Promise<void>;
			inTransaction(): boolean;
		},
	) {}

	/** A token that belongs before whatever comes next. */
	token(bytes: Buffer): void {
		this.flushDone(DoneStatus.MORE);
		this.writer.write(bytes);
	}

	columns(columns: readonly ResultColumn[]): void {
		this.token(columnMetadata(columns));
	}

	async row(columns: readonly ResultColumn[], values: readonly SqlValue[]): Promise<void> {
		this.writer.write(row(columns, values));
		await this.hooks.drained();
		if (++this.rowsThisTurn < ROWS_PER_TURN) return;
		this.rowsThisTurn = 0;
		// Other sessions, and a cancel of this one, have to get a turn.
		await nextTurn();
	}

	message(text: string): void {
		this.token(infoToken(0, text, this.hooks.serverName));
	}

	error(error: SqlServerError): void {
		this.token(errorToken(error, this.hooks.serverName));
		this.pending = { status: DoneStatus.ERROR, command: Command.NONE, rows: 0n };
	}

	statementDone(command: number, rows?: bigint): void {
		this.flushDone(DoneStatus.MORE);
		if (rows === undefined && this.kind === 'procedure') return;
		const status = rows === undefined ? DoneStatus.FINAL : DoneStatus.COUNT;
		this.pending = { status, command, rows: rows ?? 0n };
	}

	/** Ends a batch. */
	end(): void {
		this.pending ??= { status: DoneStatus.FINAL, command: Command.NONE, rows: 0n };
		this.flushDone(DoneStatus.FINAL);
		this.writer.end();
	}

	/** Ends a procedure; `closing` are RETURNSTATUS and RETURNVALUE tokens. */
	endProcedure(closing: Buffer[], failed: boolean): void {
		this.flushDone(DoneStatus.MORE);
		for (const token of closing) this.writer.write(token);
		const status = failed ? DoneStatus.ERROR : DoneStatus.FINAL;
		this.writer.write(done(DoneToken.DONEPROC, status | this.transactionFlag()));
		this.writer.end();
	}

	/** Ends what the client cancelled: the answer stops here, the acknowledgement is a message of its own. */
	breakOff(): void {
		this.pending = undefined;
		this.writer.write(done(DoneToken.DONE, DoneStatus.ERROR));
		this.writer.end();
	}

	private flushDone(more: number): void {
		if (!this.pending) return;
		const { status, command, rows } = this.pending;
		this.pending = undefined;
		const token = this.kind === 'procedure' ? DoneToken.DONEINPROC : DoneToken.DONE;
		this.writer.write(done(token, status | more | this.transactionFlag(), command, rows));
	}

	private transactionFlag(): number {
		return this.hooks.inTransaction() ? DoneStatus.IN_TRANSACTION : 0;
	}
}
