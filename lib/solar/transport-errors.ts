import { FactuLinkError } from '../errors';
import { tlsTrouble } from './tls-errors';

/** A request that got no answer. */
export class NoAnswer extends FactuLinkError {
	/** Whether the mall may have received the request, so that nobody knows what it stored. */
	readonly mayHaveArrived: boolean;

	constructor(options: ConstructorParameters<typeof FactuLinkError>[0], mayHaveArrived: boolean) {
		super(options);
		this.mayHaveArrived = mayHaveArrived;
	}
}

export const CONNECT_TIMEOUT_CODE = 'CONNECT_TIMEOUT';
export const RESPONSE_TIMEOUT_CODE = 'RESPONSE_TIMEOUT';

const NOTHING_IS_LOST = 'Nothing: it is tried again.';

/** Codes and texts of whatever was thrown, through everything it wraps. */
function codesOf(error: unknown): { codes: string[]; text: string } {
	const codes: string[] = [];
	const texts: string[] = [];
	const seen = new Set<unknown>();
	const visit = (value: unknown): void => {
		if (typeof value !== 'object' || value === null || seen.has(value)) return;
		seen.add(value);
		const { code, message, cause, errors, reason } = value as Record<string, unknown>;
		if (typeof code === 'string') codes.push(code);
		if (typeof message === 'string') texts.push(message);
		if (Array.isArray(errors)) errors.forEach(visit);
		visit(cause);
		visit(reason);
	};
	visit(error);
	return { codes, text: texts.join(' ') };
}

/**
 * Says why the mall could not be asked. The thrown value itself is not kept: an HTTP library's error carries the
 * request, and with it password and token.
 *
 * @param host host and port of the base URL
 */
export function toNoAnswer(error: unknown, host: string): NoAnswer {
	const { codes, text } = codesOf(error);
	const has = (...wanted: string[]) => codes.some((code) => wanted.includes(code));

	for (const code of codes) {
		const tls = tlsTrouble(code);
		if (tls === null) continue;
		return new NoAnswer(
			{
				class: 'person',
				code: tls.code,
				message: `The certificate of ${host} ${tls.cause} (${code}).`,
				whatToDo: tls.whatToDo,
				details: { host, cause: code },
			},
			false,
		);
	}
	const retry = (
		code: string,
		message: string,
		whatToDo: string,
		mayHaveArrived: boolean,
	): NoAnswer =>
		new NoAnswer(
			{ class: 'retry', code, message, whatToDo, details: { host, cause: codes[0] ?? '' } },
			mayHaveArrived,
		);
	if (has(RESPONSE_TIMEOUT_CODE)) {
		return retry(
			'SOLAR_TIMEOUT',
			`The Solar API at ${host} did not answer in time.`,
			`${NOTHING_IS_LOST} If it lasts, raise the response time-out in the credential or send fewer vouchers per request.`,
			true,
		);
	}
	if (has('ENOTFOUND', 'EAI_AGAIN')) {
		return retry(
			'SOLAR_NAME_UNKNOWN',
			`The host name of ${host} is not known to the name service.`,
			'Check the base URL in the credential and the Internet connection of this machine. It is tried again.',
			false,
		);
	}
	if (
		has(
			'ECONNREFUSED',
			'EHOSTUNREACH',
			'ENETUNREACH',
			'ETIMEDOUT',
			'EADDRNOTAVAIL',
			CONNECT_TIMEOUT_CODE,
		) ||
		/before secure TLS connection/.test(text)
	) {
		return retry(
			'SOLAR_UNREACHABLE',
			`No connection to the Solar API at ${host} came about (${codes.at(-1) ?? 'no cause given'}).`,
			'Check port and host of the base URL, and whether a firewall stands between. It is tried again.',
			false,
		);
	}
	return retry(
		'SOLAR_CONNECTION_LOST',
		`The connection to the Solar API at ${host} broke off before it answered (${codes[0] ?? 'no cause given'}).`,
		NOTHING_IS_LOST,
		true,
	);
}
