import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Certificate } from '../certificates/certificate';
import { issueCertificate } from '../certificates/certificate';
import { SqlServerError } from './errors';
import { Executor } from './executor';
import { Faults } from './faults';
import { PERMISSIONS, type Permission } from './permissions';
import { readLogin } from './protocol/login';
import { MessageAssembler, MessageWriter, PacketType, type Message } from './protocol/packet';
import { negotiate, readPrelogin, writePrelogin, type EncryptionPolicy } from './protocol/prelogin';
import { startTls, type EncryptedChannel } from './protocol/tls-in-tds';
import { Session, type Channel, type SessionContext } from './session';
import { Storage } from './storage';
import { parseBatch } from './t-sql/parser';
import { Transaction } from './transaction';

const PRELOGIN_PACKET_SIZE = 4096;
const FIRST_SPID = 51;

export interface SqlServerStandInOptions {
	/** 0 or absent: any free port. */
	port?: number;
	host?: string;
	/** SQLite file; absent: a temporary one. */
	dataFile?: string;
	database?: string;
	/** Passwords by login name. */
	logins?: Record<string, string>;
	encryption?: EncryptionPolicy;
	/** Server certificate and the certificate of its authority; absent: both are made. */
	identity?: Certificate & { authority: string };
}

/**
 * A STAND-IN for SQL Server: it speaks the real protocol (TDS 7.4) to real drivers and keeps its data in SQLite. It
 * knows the T-SQL that this package and its fixtures use. It proves nothing about locking, plans or speed.
 */
export class SqlServerStandIn {
	readonly faults = new Faults();
	/** Texts of the requests since {@link forgetRequests}, for tests that count round trips. */
	readonly requests: string[] = [];
	/** Defects of the stand-in itself; a test that finds one here has found a hole in it. */
	readonly defects: unknown[] = [];
	/** PEM of the authority that a client has to trust. */
	readonly authority: string;
	private readonly identity: Certificate;
	private readonly storage: Storage;
	private readonly context: SessionContext;
	private readonly connections = new Set<Connection>();
	private server: Server | undefined;
	private lastSpid = FIRST_SPID - 1;
	private boundPort: number;

	constructor(private readonly options: SqlServerStandInOptions = {}) {
		const identity = options.identity ?? makeIdentity();
		this.identity = identity;
		this.authority = identity.authority;
		this.boundPort = options.port ?? 0;
		this.storage = new Storage(options.dataFile);
		this.context = {
			storage: this.storage,
			faults: this.faults,
			serverName: 'STAND-IN',
			database: options.database ?? 'TangoCentralTest',
			logins: new Map(Object.entries(options.logins ?? { sa: 'Stand-In-1' })),
			onRequest: (text) => this.requests.push(text),
			onDefect: (error) => this.defects.push(error),
		};
	}

	get port(): number {
		return this.boundPort;
	}

	get database(): string {
		return this.context.database;
	}

	get openConnections(): number {
		return this.connections.size;
	}

	/** Starts, or starts again after {@link down}, on the same port. */
	async up(): Promise<void> {
		const server = createServer((socket) => this.accept(socket));
		server.listen(this.boundPort, this.options.host ?? '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		if (address !== null && typeof address === 'object') this.boundPort = address.port;
		this.server = server;
	}

	/** Stops as a server does that loses its power: connections are cut, the port refuses. */
	async down(): Promise<void> {
		const { server } = this;
		this.server = undefined;
		const ended = [...this.connections].map((connection) => connection.end());
		if (server) {
			server.close();
			await once(server, 'close');
		}
		await Promise.all(ended);
	}

	/** Down for good; a temporary data file is removed. */
	async close(): Promise<void> {
		await this.down();
		this.storage.close();
	}

	forgetRequests(): void {
		this.requests.length = 0;
	}

	/** Takes a right from a login, or gives it back. */
	changePermission(
		verb: 'GRANT' | 'DENY' | 'REVOKE',
		permission: Permission,
		table: string,
		login: string,
	): void {
		const found = this.storage.catalogue.findByText(table);
		if (!found) throw new RangeError(`No table ${table}`);
		this.storage.permissions.change(verb, permission, found, login);
	}

	/** Takes every right on a table from a login. */
	denyAll(table: string, login: string): void {
		for (const permission of PERMISSIONS) this.changePermission('DENY', permission, table, login);
	}

	/**
	 * Runs a script such as schema.sql: batches that end with GO.
	 *
	 * @throws SqlServerError the first error of the script
	 */
	async runScript(script: string): Promise<void> {
		const settings = {
			login: 'stand-in',
			database: this.context.database,
			noCount: true,
			xactAbort: false,
		};
		const nothing = (): void => undefined;
		let executor: Executor | undefined;
		const connection = this.storage.connect({
			fact: (name) => (name === 'rowcount' ? (executor?.last.rowCount ?? 0n) : null),
			hasPermission: () => true,
		});
		try {
			const transaction = new Transaction(
				connection,
				{ begun: nothing, committed: nothing, rolledBack: nothing },
				0,
			);
			executor = new Executor(connection, this.storage, transaction, settings);
			for (const batch of script.split(/^\s*GO\s*$/im)) {
				// One transaction for a batch: thousands of single commits would take minutes.
				transaction.begin();
				await executor.run(
					parseBatch(batch),
					new Map(),
					{
						columns: nothing,
						row: () => Promise.resolve(),
						message: nothing,
						statementDone: nothing,
						error: (error: SqlServerError) => {
							throw new ScriptFailure(error);
						},
					},
					new AbortController().signal,
				);
				transaction.commit();
			}
		} catch (error) {
			throw error instanceof ScriptFailure ? error.cause : error;
		} finally {
			connection.close();
		}
	}

	/** Whether the data file has no tables yet. */
	isEmpty(): boolean {
		return this.storage.catalogue.all().length === 0;
	}

	private accept(socket: Socket): void {
		const connection = new Connection(socket, ++this.lastSpid, this.context, {
			policy: this.options.encryption ?? 'optional',
			identity: this.identity,
		});
		this.connections.add(connection);
		socket.once('close', () => this.connections.delete(connection));
	}
}

class ScriptFailure extends Error {
	constructor(override readonly cause: SqlServerError) {
		super(cause.message);
	}
}

function makeIdentity(): Certificate & { authority: string } {
	const authority = issueCertificate({ commonName: 'SQL Server stand-in authority' });
	const server = issueCertificate({
		commonName: 'localhost',
		hosts: ['localhost', '127.0.0.1'],
		issuer: authority,
	});
	return { ...server, authority: authority.certificate };
}

/** A socket from its first byte to the logged-in session. */
class Connection {
	private readonly assembler = new MessageAssembler();
	private session: Session | undefined;
	private encrypted: EncryptedChannel | undefined;
	private encryptOnlyLogin = false;
	private output: Duplex;

	constructor(
		private readonly socket: Socket,
		private readonly spid: number,
		private readonly context: SessionContext,
		private readonly encryption: { policy: EncryptionPolicy; identity: Certificate },
	) {
		this.output = socket;
		socket.setNoDelay(true);
		socket.on('data', (chunk: Buffer) => {
			if (this.encrypted) this.encrypted.receive(chunk);
			else this.read(chunk);
		});
		// A reset by the client ends the connection like a close; 'close' follows and cleans up.
		socket.on('error', () => undefined);
		socket.on('close', () => this.session?.close());
	}

	/** Cuts the connection; resolves when its session has let go of the data. */
	async end(): Promise<void> {
		this.socket.destroy();
		this.session?.close();
		await this.session?.idle();
	}

	private read(chunk: Buffer): void {
		try {
			for (const message of this.assembler.push(chunk)) this.receive(message);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			this.socket.destroy();
		}
	}

	private receive(message: Message): void {
		if (this.session) {
			this.session.receive(message);
		} else if (message.type === PacketType.PRELOGIN) {
			this.prelogin(message.data);
		} else if (message.type === PacketType.LOGIN7) {
			if (this.encryptOnlyLogin) this.leaveEncryption();
			this.session = Session.login(
				this.context,
				this.channel(),
				this.spid,
				readLogin(message.data),
			);
		} else {
			this.socket.destroy();
		}
	}

	private prelogin(data: Buffer): void {
		const { answer, scope } = negotiate(readPrelogin(data), this.encryption.policy);
		const writer = new MessageWriter(
			PacketType.TABULAR_RESULT,
			PRELOGIN_PACKET_SIZE,
			this.spid,
			(packet) => this.socket.write(packet),
		);
		writer.write(writePrelogin(answer));
		writer.end();
		if (scope === 'none') return;
		this.encryptOnlyLogin = scope === 'login';
		this.encrypted = startTls(this.socket, this.encryption.identity);
		const cleartext: TLSSocket = this.encrypted.cleartext;
		cleartext.on('data', (chunk: Buffer) => this.read(chunk));
		// A client that does not trust the certificate breaks the handshake off.
		cleartext.on('error', () => this.socket.destroy());
		this.output = cleartext;
	}

	/** With login-only encryption everything after the login message is in the clear again. */
	private leaveEncryption(): void {
		this.encrypted = undefined;
		this.output = this.socket;
	}

	private channel(): Channel {
		const { output, socket } = this;
		return {
			send: (packet) => {
				if (!output.destroyed && output.writable) output.write(packet);
			},
			drained: async () => {
				if (!output.writableNeedDrain || output.destroyed) return;
				await Promise.race([once(output, 'drain'), once(socket, 'close')]);
			},
			cut: () => socket.destroy(),
			close: () => output.end(),
		};
	}
}
