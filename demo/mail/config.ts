import { z } from 'zod';
import { object, secret, text, whole } from '../config-parts';

/** The part "mail" of a configuration; docs/demo-config.md describes it. */
export const mailSchema = object({
	host: text('the mail server, such as "smtp.example.com"'),
	port: whole('a port from 1 to 65535', 1, 65_535).default(465),
	user: z.string().default(''),
	...secret,
	/** Whether the connection is encrypted from its start (465); otherwise STARTTLS when the server has it (587). */
	secure: z.boolean().optional(),
	from: text('the address that mails come from'),
	to: text('who gets the mails; several separated by commas'),
});

export interface MailServer {
	host: string;
	port: number;
	user: string;
	password: string;
	secure: boolean;
	from: string;
	to: string;
}

const IMPLICIT_TLS = 465;

/**
 * @param env `SMTP_HOST`, `SMTP_PORT`, `SMTP_USER`, `SMTP_PASSWORD`, `MAIL_FROM`, `MAIL_TO`: a real server in the
 * place of the stand-in
 * @returns undefined when neither names a server
 */
export function readMail(
	given: z.output<typeof mailSchema> | undefined,
	env: NodeJS.ProcessEnv,
): MailServer | undefined {
	if (given) {
		const { passwordEnv, password, secure, ...rest } = given;
		return {
			...rest,
			password: password ?? process.env[passwordEnv ?? ''] ?? '',
			secure: secure ?? rest.port === IMPLICIT_TLS,
		};
	}
	const { SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD, MAIL_FROM, MAIL_TO } = env;
	if (!SMTP_HOST) return undefined;
	const port = Number(SMTP_PORT ?? IMPLICIT_TLS);
	return {
		host: SMTP_HOST,
		port,
		user: SMTP_USER ?? '',
		password: SMTP_PASSWORD ?? '',
		secure: port === IMPLICIT_TLS,
		from: MAIL_FROM ?? SMTP_USER ?? '',
		to: MAIL_TO ?? MAIL_FROM ?? SMTP_USER ?? '',
	};
}
