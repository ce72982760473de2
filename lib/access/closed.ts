import { FactuLinkError } from '../errors';

export function usedAfterClosing(label: string): FactuLinkError {
	return new FactuLinkError({
		class: 'bug',
		code: 'CLOSED',
		message: `${label}: the file was used after it was closed.`,
		whatToDo: 'Report this text to the maintainers of n8n-nodes-factulink.',
	});
}
