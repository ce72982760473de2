import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Certificate } from '../certificates/certificate';
import { issueCertificate } from '../certificates/certificate';
import { Connection } from './connection';
import type { SqlServerError } from './errors';
import { Executor } from './executor';
import { Faults } from './faults';
import { PERMISSIONS, type Permission } from './permissions';
import type { EncryptionPolicy } from './protocol/prelogin';
import type { SessionContext } from './session';
import { Storage } from './storage';
import { parseBatch } from './t-sql/parser';
import { Transaction } from './transaction';

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

	/** Leaves a login only what is granted to it, before or after. */
	restrict(login: string): void {
		this.storage.permissions.restrict(login);
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
