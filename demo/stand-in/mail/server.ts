import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { issueCertificate } from '../certificates/certificate';
import { keptIssuer } from '../certificates/issuer-file';

export interface MailStandInOptions {
	/** Where its authority and the mails are kept. */
	folder: string;
	user: string;
	password: string;
	/** Default: any free one. */
	port?: number;
}

/**
 * A mail server that delivers nothing: it speaks real SMTP over TLS, demands its user and password, and writes each
 * mail into a file as it came.
 */
export class MailStandIn {
	readonly host = '127.0.0.1';

	/** Certificate that a client has to trust. */
	readonly caFile: string;

	/** One `.eml` for each mail, in the order in which they came. */
	readonly mailFolder: string;

	private server: SMTPServer | undefined;

	private currentPort: number;

	constructor(private readonly options: MailStandInOptions) {
		this.currentPort = options.port ?? 0;
		this.mailFolder = path.join(options.folder, 'correos');
		this.caFile = path.join(options.folder, 'authority', 'mail.pem');
		mkdirSync(this.mailFolder, { recursive: true });
	}

	get port(): number {
		return this.currentPort;
	}

	async up(): Promise<void> {
		const { folder, user, password } = this.options;
		const issuer = keptIssuer(path.join(folder, 'authority'), 'mail', () =>
			issueCertificate({ commonName: 'FactuLink mail stand-in' }),
		);
		const own = issueCertificate({
			commonName: this.host,
			hosts: [this.host, 'localhost'],
			issuer,
		});
		const server = new SMTPServer({
			secure: true,
			key: own.privateKey,
			cert: own.certificate,
			banner: 'STAND-IN, delivers nothing',
			authOptional: false,
			onAuth: (given, _session, done) => {
				const right = same(given.username ?? '', user) && same(given.password ?? '', password);
				done(right ? null : new Error('Invalid user or password'), { user });
			},
			onData: (stream, _session, done) => {
				const parts: Buffer[] = [];
				stream.on('data', (part: Buffer) => parts.push(part));
				stream.on('end', () => {
					this.keep(Buffer.concat(parts));
					done();
				});
			},
		});
		// A client that goes away in the middle is its own trouble.
		server.on('error', () => undefined);
		const { server: socket } = server;
		server.listen(this.currentPort, this.host);
		await once(socket, 'listening');
		const address = socket.address();
		if (address === null || typeof address === 'string') throw new Error('Not a TCP server');
		this.currentPort = address.port;
		this.server = server;
	}

	/** It can be {@link up} again, on the same port. */
	async down(): Promise<void> {
		const { server } = this;
		this.server = undefined;
		if (server) await new Promise<void>((resolve) => server.close(resolve));
	}

	/** Every mail as it came, the first one first. */
	mails(): Buffer[] {
		return this.names().map((name) => readFileSync(path.join(this.mailFolder, name)));
	}

	private keep(mail: Buffer): void {
		const number = `${this.names().length + 1}`.padStart(4, '0');
		writeFileSync(path.join(this.mailFolder, `${number}.eml`), mail);
	}

	private names(): string[] {
		return readdirSync(this.mailFolder)
			.filter((name) => name.endsWith('.eml'))
			.sort();
	}
}

function same(one: string, other: string): boolean {
	const hash = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(one), hash(other));
}
