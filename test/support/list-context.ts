import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';

export interface ListOptions {
	credentials?: Record<string, IDataObject>;
	/** What the panel holds at this moment. */
	parameters?: IDataObject;
}

/** Fills a list of a node as the editor asks n8n to, on a hand-made `this`; the real n8n is asked end to end. */
function contextOf(
	nodeType: INodeType,
	{ credentials = {}, parameters = {} }: ListOptions,
): ILoadOptionsFunctions {
	const context = {
		getNode: () => ({
			id: 'node-1',
			name: nodeType.description.displayName,
			type: nodeType.description.name,
			typeVersion: 1,
			position: [0, 0],
			parameters,
		}),
		getCredentials: async (name: string) => {
			if (!nodeType.description.credentials?.some((each) => each.name === name)) {
				throw new Error(`The node declares no credential ${name}`);
			}
			return await Promise.resolve(credentials[name] ?? {});
		},
		getCurrentNodeParameter: (path: string) =>
			path
				.split('.')
				.reduce<unknown>(
					(value, name) => (value as IDataObject | undefined)?.[name],
					parameters as unknown,
				),
	};
	return context as unknown as ILoadOptionsFunctions;
}

/** A short list. */
export async function optionsOf(
	nodeType: INodeType,
	method: string,
	options: ListOptions = {},
): Promise<INodePropertyOptions[]> {
	const found = nodeType.methods?.loadOptions?.[method];
	if (!found) throw new Error(`The node has no list ${method}`);
	return await found.call(contextOf(nodeType, options));
}

/** One page of a list that can be searched. */
export async function searchOf(
	nodeType: INodeType,
	method: string,
	options: ListOptions & { filter?: string; page?: string } = {},
): Promise<INodeListSearchResult> {
	const found = nodeType.methods?.listSearch?.[method];
	if (!found) throw new Error(`The node has no list ${method}`);
	return await found.call(contextOf(nodeType, options), options.filter, options.page);
}

/** All pages of a list that can be searched. */
export async function everyPageOf(
	nodeType: INodeType,
	method: string,
	options: ListOptions & { filter?: string } = {},
): Promise<INodeListSearchResult['results']> {
	const results: INodeListSearchResult['results'] = [];
	let page: string | undefined;
	do {
		const answer = await searchOf(nodeType, method, { ...options, page });
		results.push(...answer.results);
		page = answer.paginationToken;
	} while (page !== undefined);
	return results;
}
