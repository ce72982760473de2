import type { INodeProperties } from 'n8n-workflow';

/** What a field that offers a list says about itself. */
export interface LocatorField {
	displayName: string;
	name: string;
	/** Method of the node that fills the list. */
	searchListMethod: string;
	/** A real code, without "e.g.". */
	example: string;
	description: string;
	hint?: string;
	/** Code that is chosen to begin with; none when omitted. */
	preset?: string;
	required?: boolean;
	displayOptions?: INodeProperties['displayOptions'];
}

/**
 * A field whose value is chosen from a searchable list or typed as a code. Values from the time when it was a plain
 * field are read as well, see {@link chosenValue}.
 */
export function locatorField({
	displayName,
	name,
	searchListMethod,
	example,
	preset = '',
	...rest
}: LocatorField): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: preset },
		...rest,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose from the list…',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By Code',
				name: 'code',
				type: 'string',
				placeholder: `e.g. ${example}`,
			},
		],
	};
}

/** The value of a field that offers a list: of the locator, or the plain one that an expression or an older workflow has. */
export function chosenValue(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'mode' in value && 'value' in value
		? value.value
		: value;
}
