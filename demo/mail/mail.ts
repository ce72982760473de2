import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '../config';
import type { Extra } from '../extras';
import { freePorts } from '../n8n/ports';
import type { Setup } from '../setup';
import { MailStandIn } from '../stand-in/mail/server';
import type { MailServer } from './config';
import { mailSetup } from './setup';

/** What the stand-in of a folder is reached with; made once, so that the credential need not be imported again. */
const keptSchema = z.object({ password: z.string(), port: z.number() });

/** Where the mails of the demo go: a real server, or one that stands in and keeps them as files. */
export class Mail implements Extra {
	private constructor(
		private readonly config: Pick<Config, 'relay' | 'sales' | 'mail'>,
		readonly server: MailServer,
		/** Undefined where the server is real. */
		readonly standIn: MailStandIn | undefined,
	) {}

	/** @param folder where the stand-in keeps what it holds */
	static async open(
		config: Pick<Config, 'relay' | 'sales' | 'mail'>,
		folder: string,
	): Promise<Mail> {
		if (config.mail) return new Mail(config, config.mail, undefined);
		const { password, port } = await keptIn(folder);
		const user = 'n8n@factulink.example';
		const standIn = new MailStandIn({ folder, user, password, port });
		await standIn.up();
		return new Mail(
			config,
			{
				host: standIn.host,
				port: standIn.port,
				user,
				password,
				secure: true,
				from: user,
				to: 'oficina@factulink.example',
			},
			standIn,
		);
	}

	get setup(): Setup {
		return mailSetup(this.config, this.server);
	}

	where(): string[] {
		const { server, standIn } = this;
		return [
			standIn
				? `Mails are kept as files in ${standIn.mailFolder} (a stand-in: nothing is delivered)`
				: `Mails go to ${server.to} through ${server.host}:${server.port}`,
		];
	}

	/** n8n trusts the stand-in's certificate by it; n8n's credential has no place for one. */
	get environment(): Record<string, string> {
		return this.standIn ? { NODE_EXTRA_CA_CERTS: this.standIn.caFile } : {};
	}

	async stop(): Promise<void> {
		await this.standIn?.down();
	}
}

async function keptIn(folder: string): Promise<z.infer<typeof keptSchema>> {
	const file = path.join(folder, 'mail.json');
	const before = existsSync(file)
		? keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown)
		: undefined;
	const [port = 0] = await freePorts(1, before?.port);
	const kept = { password: before?.password ?? randomBytes(15).toString('base64url'), port };
	mkdirSync(folder, { recursive: true });
	writeFileSync(file, JSON.stringify(kept, null, '\t'), { mode: 0o600 });
	return kept;
}
