/**
 * Asks over a connection of its own. One that is kept open is closed by the other side after some seconds in which
 * nothing went over it, and the next request on it breaks when this is noticed too late: while n8n starts, on a loaded
 * machine.
 */
export async function oneRequest(address: string, options: RequestInit = {}): Promise<Response> {
	const headers = new Headers(options.headers);
	headers.set('connection', 'close');
	return await fetch(address, { ...options, headers });
}
