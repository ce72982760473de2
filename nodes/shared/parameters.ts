import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../lib/errors';
import { itemParameter } from './item-parameter';
import type { Kind } from './parameter-kinds';

/**
 * Reads a parameter of a node: an expression in it may have given anything.
 *
 * @throws FactuLinkError (person) naming the field, what it takes and what it has
 */
export type ReadParameter = <Output>(name: string, kind: Kind<Output>) => Output;

/**
 * @param fields the fields of the operation, for what people call them and what they hold when they are not set
 * @param valueOf n8n's own reading, which evaluates expressions
 * @param code of what is thrown
 * @param where the value was looked for, as the sentence about a missing one ends
 */
export function parameterReader(
	fields: readonly INodeProperties[],
	valueOf: (name: string, fallback: unknown) => unknown,
	code = 'NODE_SETTINGS',
	where = '',
): ReadParameter {
	return (name, kind) => {
		const field = fields.find((each) => each.name === name);
		if (!field) throw new Error(`The node reads a field "${name}" that it does not have`);
		const value = valueOf(name, presetOf(field));
		const parsed = kind.safeParse(value);
		if (parsed.success) return parsed.data;
		const { path = [], message = '' } = parsed.error.issues[0] ?? {};
		const label = labelOf(field, path);
		const wrong = at(value, path);
		const is = isMissing(wrong)
			? `has no usable value${where}`
			: `takes ${message}, not ${described(wrong)}`;
		throw new FactuLinkError({
			class: 'person',
			code,
			message: `The field "${label}" ${is}.`,
			whatToDo: `Correct "${label}", which takes ${message}, or its expression: what it reads may be missing.`,
			details: { field: label },
		});
	};
}

/** Reads the parameters of a node that works on items; an object may be the item's own and must not be changed. */
export function itemParameters(
	context: IExecuteFunctions,
	fields: readonly INodeProperties[],
	itemIndex: number,
	code?: string,
): ReadParameter {
	return parameterReader(
		fields,
		(name, fallback) => itemParameter(context, name, itemIndex, fallback),
		code,
		' for this item',
	);
}

/** n8n evaluates no expression in a fallback. */
function presetOf({ default: preset }: INodeProperties): unknown {
	return typeof preset === 'string' && preset.startsWith('=') ? null : preset;
}

/** In a collection, what people see is the name of the option. */
function labelOf({ displayName, options = [] }: INodeProperties, [name]: PropertyKey[]): string {
	const option = options.find((each) => each.name === name);
	return option && 'displayName' in option ? option.displayName : displayName;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(part, name) =>
			typeof part === 'object' && part !== null
				? (part as Record<PropertyKey, unknown>)[name]
				: undefined,
		value,
	);
}

function isMissing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

const LONGEST_QUOTE = 60;

function described(value: unknown): string {
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'that list';
	switch (typeof value) {
		case 'string':
			return `"${value.slice(0, LONGEST_QUOTE)}${value.length > LONGEST_QUOTE ? '…' : ''}"`;
		case 'number':
		case 'boolean':
			return String(value);
		default:
			return `that ${typeof value}`;
	}
}
