import { createHash } from 'node:crypto';
import { z } from 'zod';

import { FactuLinkError } from '../errors';
import type { SolarConnection } from './connection';
import type { RawAnswer, SolarHttp } from './http';
import { beginningOf, retryAfterSeconds } from './read-answer';

interface Cached {
	token: string;
	/** Epoch milliseconds after which a new one is asked for. */
	until: number;
}

/** The lifetime is not documented; a token that does not tell its own is kept for a short time only. */
const UNKNOWN_LIFETIME = 5 * 60_000;
const MARGIN = 30_000;

const cache = new Map<string, Cached>();
const logins = new Map<string, Promise<string>>();

function keyOf({ baseUrl, user, password }: SolarConnection): string {
	return createHash('sha256')
		.update(JSON.stringify([baseUrl, user, password]))
		.digest('hex');
}

/** Makes the next use log in again. */
export function forgetToken(connection: SolarConnection): void {
	cache.delete(keyOf(connection));
}

/**
 * A valid token: the cached one, or a new one. Several callers at once share one login.
 *
 * @param refused the token that the mall has just refused, if that is why a new one is asked for
 * @throws FactuLinkError `SOLAR_LOGIN_REFUSED` (person), `SOLAR_BUSY` (retry); NoAnswer
 */
export async function tokenFor(
	connection: SolarConnection,
	http: SolarHttp,
	refused?: string,
): Promise<string> {
	const key = keyOf(connection);
	const cached = cache.get(key);
	if (cached !== undefined && cached.until > Date.now() && cached.token !== refused) {
		return cached.token;
	}
	const running = logins.get(key);
	if (running !== undefined) return await running;
	const login = logIn(connection, http)
		.then((token) => {
			cache.set(key, { token, until: validUntil(token, Date.now()) });
			return token;
		})
		.finally(() => logins.delete(key));
	logins.set(key, login);
	return await login;
}

const tokenSchema = z.object({ token: z.string().min(1) });

async function logIn(connection: SolarConnection, http: SolarHttp): Promise<string> {
	const answer = await http.post(
		'/autenticacion/obtenerTokenAcceso',
		{ usuario: connection.user, clave: connection.password },
		null,
	);
	const place = `${new URL(connection.baseUrl).host}`;
	if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
		const seconds = retryAfterSeconds(answer.retryAfter, new Date());
		throw new FactuLinkError({
			class: 'retry',
			code: 'SOLAR_BUSY',
			message: `The Solar API at ${place} could not log in "${connection.user}" at the moment (status ${answer.status}).`,
			whatToDo: 'Nothing: it is tried again.',
			details: {
				status: answer.status,
				...(seconds === null ? {} : { retryAfterSeconds: seconds }),
			},
		});
	}
	const token = answer.status >= 200 && answer.status < 300 ? readToken(answer) : null;
	if (token !== null) return token;
	if (answer.status === 404 || (answer.status >= 300 && answer.status < 400)) {
		throw new FactuLinkError({
			class: 'person',
			code: 'SOLAR_WRONG_ADDRESS',
			message: `There is no Solar API behind the base URL at ${place} (status ${answer.status}).`,
			whatToDo:
				'Check the base URL in the credential: host, port, path prefix, and /api at its end.',
			details: { status: answer.status },
		});
	}
	throw new FactuLinkError({
		class: 'person',
		code: 'SOLAR_LOGIN_REFUSED',
		message: `The Solar API at ${place} did not accept the login of "${connection.user}" (status ${answer.status}): ${beginningOf(answer.text, [connection.password])}`,
		whatToDo: 'Check user and password in the Solar API credential.',
		details: { status: answer.status },
	});
}

function readToken(answer: RawAnswer): string | null {
	try {
		const parsed = tokenSchema.safeParse(JSON.parse(answer.text));
		return parsed.success ? parsed.data.token : null;
	} catch {
		return null;
	}
}

/** Reads `exp` of a JWT; a clock that runs ahead must not make every token look expired. */
function validUntil(token: string, now: number): number {
	const payload = token.split('.')[1] ?? '';
	try {
		const parsed = z
			.object({ exp: z.number().positive() })
			.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
		if (!parsed.success) return now + UNKNOWN_LIFETIME;
		return Math.max(parsed.data.exp * 1000 - MARGIN, now + MARGIN);
	} catch {
		return now + UNKNOWN_LIFETIME;
	}
}
