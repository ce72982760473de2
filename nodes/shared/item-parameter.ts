import type { IExecuteFunctions } from 'n8n-workflow';

type Context = Pick<IExecuteFunctions, 'getNodeParameter' | 'getInputData'>;

const PATH = String.raw`\$json(?:\??\.[A-Za-z_]\w*)+`;

/** `={{ $json.ledger?.key ?? $json.key }}`: what most fields have that differ from item to item. */
const ONLY_FIELDS = new RegExp(String.raw`^=\{\{\s*(${PATH}(?:\s*\?\?\s*${PATH})*)\s*\}\}$`);

const STEP = /(\??)\.([A-Za-z_]\w*)/g;

/**
 * What a field holds for one item, as `getNodeParameter` says it; an object may be the item's own and must not be
 * changed.
 *
 * n8n evaluates each expression in an isolate, for half a millisecond or more in which nothing else of its process
 * runs. For the hundreds of items of a backlog that is seconds, and was a third of what a pass cost. An expression
 * that only names fields of the item is read here; whatever else there is is left to n8n.
 */
export function itemParameter(
	context: Context,
	name: string,
	itemIndex: number,
	fallback?: unknown,
): unknown {
	const raw: unknown = context.getNodeParameter(name, itemIndex, fallback, {
		rawExpressions: true,
	});
	const read = valueOf(raw, context.getInputData()[itemIndex]?.json);
	return read ? read.value : (context.getNodeParameter(name, itemIndex, fallback) as unknown);
}

interface Read {
	value: unknown;
}

/** Undefined: n8n has to say. */
function valueOf(raw: unknown, json: unknown): Read | undefined {
	if (typeof raw === 'string') {
		if (!raw.startsWith('=')) return { value: raw };
		const [, paths] = ONLY_FIELDS.exec(raw) ?? [];
		return paths === undefined ? undefined : firstOf(paths.split(/\s*\?\?\s*/), json);
	}
	if (!isPlain(raw)) return typeof raw === 'object' ? undefined : { value: raw };
	const members: [string, unknown][] = [];
	for (const [name, member] of Object.entries(raw)) {
		const read = valueOf(member, json);
		if (!read) return undefined;
		members.push([name, read.value]);
	}
	return { value: Object.fromEntries(members) };
}

/** Of the first path that leads to something; if none does, of the last. */
function firstOf(paths: readonly string[], json: unknown): Read | undefined {
	let end: Read | 'cannot' = 'cannot';
	for (const path of paths) {
		end = follow(path, json);
		if (end === 'cannot') return undefined;
		if (end.value !== undefined && end.value !== null) break;
	}
	return end !== 'cannot' && isData(end.value) ? end : undefined;
}

function follow(path: string, json: unknown): Read | 'cannot' {
	let value = json;
	for (const [, isOptional, name = ''] of path.matchAll(STEP)) {
		if (value === undefined || value === null) {
			if (isOptional === '') return 'cannot';
			return { value: undefined };
		}
		// Texts and lists have members of their own, such as `length`.
		if (!isPlain(value)) return 'cannot';
		value = Object.hasOwn(value, name) ? value[name] : undefined;
		// A member that every object has, such as `constructor`: n8n refuses it.
		if (value === undefined && name in Object.prototype) return 'cannot';
	}
	return { value };
}

/** What JSON may hold; dates and the like are shown by n8n in its own way. */
function isData(value: unknown): boolean {
	return typeof value !== 'object' || value === null || Array.isArray(value) || isPlain(value);
}

function isPlain(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
