/**
 * Asks n8n over a connection of its own. One that is kept open is closed by n8n when it was busy for longer than it keeps
 * connections, which it is while it starts on a loaded machine, and the next request on it would break.
 */
export async function oneRequest(address: string, options: RequestInit = {}): Promise<Response> {
	const headers = new Headers(options.headers);
	headers.set('connection', 'close');
	return await fetch(address, { ...options, headers });
}
