import type { Comprobante } from './comprobante';
import type { SolarConnection } from './connection';
import { SolarHttp } from './http';
import type { Answer } from './read-answer';
import { readAnswer } from './read-answer';
import { tokenFor } from './token';

/** The body of informarVentas, exactly as it is sent. */
export interface SalesRequest {
	IdCliente: string;
	Comprobantes: Comprobante[];
}

export function toSalesRequest(
	connection: Pick<SolarConnection, 'idCliente'>,
	comprobantes: readonly Comprobante[],
): SalesRequest {
	return { IdCliente: connection.idCliente, Comprobantes: [...comprobantes] };
}

/** The mall's API for one tenant. */
export class SolarClient {
	private readonly http: SolarHttp;
	readonly host: string;

	constructor(private readonly connection: SolarConnection) {
		this.http = new SolarHttp(connection);
		this.host = new URL(connection.baseUrl).host;
	}

	/** Logs in, or finds out that the cached token is still good. */
	async logIn(): Promise<void> {
		await tokenFor(this.connection, this.http);
	}

	/**
	 * Reports vouchers in one request. A refused token is renewed once and the same request sent again: a 401 means
	 * that nothing was looked at.
	 *
	 * @throws NoAnswer when nothing came back; FactuLinkError when the login is refused
	 */
	async report(comprobantes: readonly Comprobante[]): Promise<Answer> {
		const body = toSalesRequest(this.connection, comprobantes);
		const post = async (token: string) =>
			await this.http.post('/monitoring/informarVentas', body, token);
		let token = await tokenFor(this.connection, this.http);
		let answer = await post(token);
		if (answer.status === 401) {
			token = await tokenFor(this.connection, this.http, token);
			answer = await post(token);
		}
		const secrets = [this.connection.password, token];
		return readAnswer(answer, comprobantes, new Date(), secrets);
	}

	close(): void {
		this.http.close();
	}
}
