const SAFE_ID = /^[\w-]+$/;

/**
 * Where the editor shows an execution; undefined unless all parts are what they should be.
 *
 * @param base address of the n8n instance
 */
export function executionUrl(
	base: string,
	workflowId: string | null,
	executionId: string | null,
): string | undefined {
	if (!workflowId || !executionId || !SAFE_ID.test(workflowId) || !SAFE_ID.test(executionId)) {
		return undefined;
	}
	const url = URL.parse(`workflow/${workflowId}/executions/${executionId}`, withSlash(base));
	return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

const withSlash = (base: string) => (base.endsWith('/') ? base : `${base}/`);

/** A view of the page itself, wherever it is served: an address that begins with its query. */
export function pageUrl(query: Readonly<Record<string, string | number | undefined>>): string {
	const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
	return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}
