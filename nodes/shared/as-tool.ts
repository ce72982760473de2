import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

/**
 * The node as a tool of an AI agent: without the operations that change something. What an agent asks for need not
 * be what somebody wants; a purchase order or a report to the mall is made by a workflow that was thought through.
 *
 * @param changing values of the operations that change something
 */
export function asReadingTool(
	properties: readonly INodeProperties[],
	changing: readonly string[],
): { replacements: Partial<Omit<INodeTypeDescription, 'usableAsTool'>> } {
	const left = properties.map((property) =>
		property.name === 'operation' ? withoutOptions(property, changing) : property,
	);
	// A resource that only changes things has no operation to choose from.
	const isEmpty = ({ name, options }: INodeProperties) =>
		name === 'operation' && options?.length === 0;
	const emptied = left
		.filter(isEmpty)
		.flatMap(({ displayOptions }) => (displayOptions?.show?.resource ?? []).map(String));
	return {
		replacements: {
			properties: left
				.filter((property) => !isEmpty(property))
				.map((property) =>
					property.name === 'resource' ? withoutOptions(property, emptied) : property,
				),
		},
	};
}

function withoutOptions(property: INodeProperties, changing: readonly string[]): INodeProperties {
	const options = (property.options ?? []) as INodePropertyOptions[];
	const left = options.filter(({ value }) => !changing.includes(String(value)));
	const preset = left.some(({ value }) => value === property.default)
		? property.default
		: left[0]?.value;
	return { ...property, options: left, default: preset };
}
