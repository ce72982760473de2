import type { ErrorClass } from '../errors';
import { asFactuLinkError, FactuLinkError } from '../errors';
import type { SolarClient } from './client';
import type { Comprobante } from './comprobante';
import { identityText } from './comprobante';
import type { Answer } from './read-answer';
import { NoAnswer } from './transport-errors';

export interface ToSend {
	/** Key of the voucher in the ledger. */
	key: string;
	comprobante: Comprobante;
}

interface OutcomeBase {
	key: string;
	/** One Spanish sentence. */
	message: string;
}

interface NotSent {
	/** What the ledger does with it: `retry` comes back by itself, `person` waits for somebody. */
	class: ErrorClass;
	code: string;
	/** In English, like every text about settings and connections. */
	reason: string;
	whatToDo: string;
}

/** What became of one voucher. */
export type SendOutcome = OutcomeBase &
	(
		| { outcome: 'sent'; answer: string }
		/** The mall had it already: as good as sent. */
		| { outcome: 'alreadyRegistered'; answer: string }
		/** The mall judged this voucher, or it cannot be told what it did with it: a person looks. */
		| ({ outcome: 'rejected'; messages: string[] } & NotSent)
		/** Nothing is known against this voucher; the way to the mall is not open. */
		| ({ outcome: 'retryLater'; retryAfterSeconds?: number } & NotSent)
	);

/** The way to the mall is closed for every voucher alike: what is not sent yet is not even tried. */
interface Stop {
	error: FactuLinkError;
	retryAfterSeconds: number | null;
}

/** Failed requests of single vouchers in a row after which the mall is taken to be in trouble as a whole. */
const TROUBLE_LIMIT = 3;

/** Statuses that say something about the access, not about the vouchers. A redirect leads to another address. */
const ACCESS_STATUSES = new Set([401, 403, 404, 405, 407]);
const isAboutAccess = (status: number) => status < 400 || ACCESS_STATUSES.has(status);

/**
 * Reports vouchers in requests of at most `batchSize`, in their order. It is not known whether a refused batch is
 * stored in part, so after a 422 or a connection that broke off the vouchers are sent again in smaller requests, down
 * to single ones, and "already registered" confirms those that were stored. A refused request is never repeated
 * unchanged.
 *
 * Never throws for what the mall does: every voucher gets an outcome, so that those already sent are not forgotten.
 *
 * @param progress told after every request how many vouchers have their outcome
 * @returns one outcome per voucher given, in the same order
 */
export async function sendVouchers(
	client: SolarClient,
	vouchers: readonly ToSend[],
	batchSize: number,
	progress: (done: number) => void = () => undefined,
): Promise<SendOutcome[]> {
	const sending = new Sending(client, progress);
	await sending.run(vouchers, batchSize);
	return vouchers.map(({ key }) => sending.outcomeOf(key));
}

class Sending {
	private readonly outcomes = new Map<string, SendOutcome>();
	private queue: ToSend[][] = [];
	private troubles = 0;
	private stop: Stop | null = null;

	constructor(
		private readonly client: SolarClient,
		private readonly progress: (done: number) => void,
	) {}

	outcomeOf(key: string): SendOutcome {
		const outcome = this.outcomes.get(key);
		if (outcome === undefined) throw new Error(`No outcome for ${key}`);
		return outcome;
	}

	async run(vouchers: readonly ToSend[], batchSize: number): Promise<void> {
		const distinct = [...new Map(vouchers.map((voucher) => [voucher.key, voucher])).values()];
		const sendable = this.withoutCollisions(distinct);
		const size = Math.max(1, batchSize);
		for (let start = 0; start < sendable.length; start += size) {
			this.queue.push(sendable.slice(start, start + size));
		}
		for (let batch = this.queue.shift(); batch !== undefined; batch = this.queue.shift()) {
			if (this.stop === null) await this.send(batch);
			else this.leaveForLater(batch, this.stop);
			this.progress(this.outcomes.size);
		}
	}

	/** Two vouchers that the mall would take for one: the second would be "already registered" and lost. */
	private withoutCollisions(vouchers: readonly ToSend[]): ToSend[] {
		const byIdentity = Map.groupBy(vouchers, ({ comprobante }) => identityText(comprobante));
		return vouchers.filter((voucher) => {
			const identity = identityText(voucher.comprobante);
			const same = byIdentity.get(identity) ?? [];
			if (same.length < 2) return true;
			const keys = same.map(({ key }) => key).join(', ');
			this.note(voucher, {
				key: voucher.key,
				outcome: 'rejected',
				messages: [],
				class: 'person',
				code: 'IDENTITY_COLLISION',
				reason: `The mall would take ${keys} for one voucher, ${identity}.`,
				whatToDo: 'Check types, letters and the code settings of these vouchers.',
				message: `${nameOf(voucher)}: no se envió, para el shopping sería el mismo comprobante que otro de esta pasada (${keys}).`,
			});
			return false;
		});
	}

	private async send(batch: ToSend[]): Promise<void> {
		let answer: Answer;
		try {
			answer = await this.client.report(batch.map(({ comprobante }) => comprobante));
		} catch (error) {
			const known = asFactuLinkError(error);
			if (known instanceof NoAnswer && known.mayHaveArrived) this.trouble(batch, known, null);
			else this.halt(batch, { error: known, retryAfterSeconds: pauseOf(known) });
			return;
		}
		if (answer.kind === 'retryLater') {
			const error = busyError(this.client.host, answer.status, answer.beginning);
			// 500 can be one voucher that the mall stumbles over; the others say that it is busy as a whole.
			if (answer.status === 500) this.trouble(batch, error, answer.retryAfterSeconds);
			else this.halt(batch, { error, retryAfterSeconds: answer.retryAfterSeconds });
			return;
		}
		if (answer.kind === 'wrongRequest' && isAboutAccess(answer.status)) {
			const error = accessError(this.client.host, answer.status, answer.messages);
			this.halt(batch, { error, retryAfterSeconds: null });
			return;
		}
		this.troubles = 0;
		switch (answer.kind) {
			case 'confirmed':
				for (const voucher of batch) {
					this.note(voucher, {
						key: voucher.key,
						outcome: 'sent',
						answer: answer.beginning,
						message: `${nameOf(voucher)}: informado al shopping.`,
					});
				}
				return;
			case 'unclear':
				for (const voucher of batch) {
					this.note(voucher, unclear(voucher, answer.status, answer.beginning));
				}
				return;
			case 'wrongRequest':
				this.wrongRequest(batch, answer.status, answer.messages);
				return;
			case 'refused':
				this.refused(batch, answer.messages, answer.registered);
		}
	}

	private refused(
		batch: readonly ToSend[],
		messages: string[],
		registered: ReadonlyMap<string, string>,
	): void {
		const rest = batch.filter((voucher) => {
			const proof = registered.get(identityText(voucher.comprobante));
			if (proof === undefined) return true;
			this.note(voucher, {
				key: voucher.key,
				outcome: 'alreadyRegistered',
				answer: proof,
				message: `${nameOf(voucher)}: el shopping ya lo tenía registrado; queda como informado.`,
			});
			return false;
		});
		const [only] = rest;
		if (only === undefined) return;
		if (batch.length > 1) {
			// Without those that are registered it is another request; otherwise it has to become one.
			this.queue.unshift(...(rest.length < batch.length ? [rest] : halves(rest)));
			return;
		}
		this.note(only, refusedOutcome(only, 422, messages));
	}

	private wrongRequest(batch: readonly ToSend[], status: number, messages: string[]): void {
		// "Too large" is about the request, not about its vouchers.
		if (status === 413 && batch.length > 1) {
			this.queue.unshift(...halves(batch));
			return;
		}
		for (const voucher of batch) this.note(voucher, refusedOutcome(voucher, status, messages));
	}

	/** Nobody knows what the mall stored of this request. */
	private trouble(
		batch: readonly ToSend[],
		error: FactuLinkError,
		retryAfterSeconds: number | null,
	): void {
		if (batch.length > 1) {
			this.queue.unshift(...batch.map((voucher) => [voucher]));
			return;
		}
		this.troubles += 1;
		if (this.troubles >= TROUBLE_LIMIT) this.stop = { error, retryAfterSeconds };
		this.leaveForLater(batch, { error, retryAfterSeconds });
	}

	private halt(batch: readonly ToSend[], stop: Stop): void {
		this.stop = stop;
		this.leaveForLater(batch, stop);
	}

	private leaveForLater(batch: readonly ToSend[], stop: Stop): void {
		const { error, retryAfterSeconds } = stop;
		const consequence =
			error.class === 'retry'
				? 'se vuelve a intentar más tarde'
				: 'queda pendiente hasta que alguien lo resuelva';
		for (const voucher of batch) {
			this.note(voucher, {
				key: voucher.key,
				outcome: 'retryLater',
				...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
				class: error.class,
				code: error.code,
				reason: error.message,
				whatToDo: error.whatToDo,
				message: `${nameOf(voucher)}: no se pudo informar (${spanishCause(error.code)}); ${consequence}.`,
			});
		}
	}

	private note(voucher: ToSend, outcome: SendOutcome): void {
		this.outcomes.set(voucher.key, outcome);
	}
}

function nameOf({ key, comprobante }: ToSend): string {
	return `${key} (${identityText(comprobante)})`;
}

function halves<T>(list: readonly T[]): T[][] {
	const middle = Math.ceil(list.length / 2);
	return [list.slice(0, middle), list.slice(middle)];
}

function pauseOf(error: FactuLinkError): number | null {
	const seconds = error.details.retryAfterSeconds;
	return typeof seconds === 'number' ? seconds : null;
}

function refusedOutcome(voucher: ToSend, status: number, messages: string[]): SendOutcome {
	const text = messages.join(' · ');
	return {
		key: voucher.key,
		outcome: 'rejected',
		messages,
		class: 'person',
		code: status === 422 ? 'SOLAR_REFUSED' : 'SOLAR_WRONG_REQUEST',
		reason: `The mall refused ${nameOf(voucher)} (status ${status}): ${text}`,
		whatToDo:
			'Read what the mall says, correct the voucher in Tango or the settings, and release it in the ledger.',
		message: `${nameOf(voucher)}: el shopping lo rechazó: ${text}`,
	};
}

function unclear(voucher: ToSend, status: number, beginning: string): SendOutcome {
	return {
		key: voucher.key,
		outcome: 'rejected',
		messages: [beginning],
		class: 'person',
		code: 'SOLAR_UNCLEAR_ANSWER',
		reason: `The mall answered ${nameOf(voucher)} with status ${status} instead of 201: ${beginning}`,
		whatToDo:
			'Ask the mall whether it has this voucher. If it does not, or to make sure, release it in the ledger: a voucher that is there already is recognised.',
		message: `${nameOf(voucher)}: el shopping contestó con el estado ${status} en lugar de 201; no se sabe si lo registró.`,
	};
}

function busyError(host: string, status: number, beginning: string): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: status === 429 ? 'SOLAR_TOO_MANY_REQUESTS' : 'SOLAR_BUSY',
		message: `The Solar API at ${host} answered with status ${status}: ${beginning}`,
		whatToDo: 'Nothing: it is tried again.',
		details: { status },
	});
}

function accessError(host: string, status: number, messages: readonly string[]): FactuLinkError {
	const text = messages.join(' · ');
	if (status === 401 || status === 403 || status === 407) {
		return new FactuLinkError({
			class: 'person',
			code: 'SOLAR_FORBIDDEN',
			message: `The Solar API at ${host} logs this user in but does not let it report sales (status ${status}): ${text}`,
			whatToDo:
				'Ask the mall to allow this user to report sales for this tenant number (IdCliente).',
			details: { status },
		});
	}
	return new FactuLinkError({
		class: 'person',
		code: 'SOLAR_WRONG_ADDRESS',
		message: `The Solar API at ${host} takes no sales at this base URL (status ${status}): ${text}`,
		whatToDo: 'Check the base URL in the credential: host, port, path prefix, and /api at its end.',
		details: { status },
	});
}

/** What a person in the shop reads; the English reason beside it names the details. */
function spanishCause(code: string): string {
	if (code.startsWith('SOLAR_CERTIFICATE') || code === 'SOLAR_TLS') {
		return 'el certificado del servidor del shopping no se pudo verificar';
	}
	switch (code) {
		case 'SOLAR_LOGIN_REFUSED':
			return 'el shopping no aceptó usuario y clave';
		case 'SOLAR_FORBIDDEN':
			return 'el shopping no autoriza a este usuario a informar ventas';
		case 'SOLAR_WRONG_ADDRESS':
			return 'la dirección de la API no es la correcta';
		case 'SOLAR_TIMEOUT':
			return 'el shopping no contestó a tiempo';
		case 'SOLAR_TOO_MANY_REQUESTS':
			return 'el shopping pide esperar';
		case 'SOLAR_BUSY':
			return 'el servidor del shopping no está disponible';
		case 'SOLAR_CONNECTION_LOST':
			return 'se cortó la conexión';
		default:
			return 'no hay conexión con el shopping';
	}
}
