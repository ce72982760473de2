import type { INodeProperties } from 'n8n-workflow';

export const stream: INodeProperties = {
	displayName: 'Stream',
	name: 'stream',
	type: 'string',
	required: true,
	default: 'order-relay',
	placeholder: 'e.g. order-relay',
	description: 'Name of the flow that the entries belong to. Keys are unique within their stream.',
};

export const anyStream: INodeProperties = {
	...stream,
	required: false,
	default: '',
	description: 'Name of the flow to look at. Leave empty for all.',
};

export const key: INodeProperties = {
	displayName: 'Key',
	name: 'key',
	type: 'string',
	required: true,
	default: '={{ $json.ledger?.key ?? $json.key }}',
	placeholder: 'e.g. 002/2026/1/000123',
	description: 'What names the entry in its stream',
};

export const fingerprint: INodeProperties = {
	displayName: 'Fingerprint',
	name: 'fingerprint',
	type: 'string',
	required: true,
	default: '={{ $json.fingerprint }}',
	description:
		'Text that changes when the meaningful content of the item changes, for example its SHA-256',
};

export const targetKey: INodeProperties = {
	displayName: 'Target Key',
	name: 'targetKey',
	type: 'string',
	default: '={{ $json.targetKey }}',
	placeholder: 'e.g. 006 0215-00030562',
	description:
		'What the target takes the item for, where it does not know its key. While another entry has the same one, the item is held: the target would say that it has it already.',
};

export const entryId: INodeProperties = {
	displayName: 'Entry ID',
	name: 'entryId',
	type: 'string',
	required: true,
	default: '={{ $json.ledger.id }}',
	description: 'The ID that Claim gave the item. It travels along in its field ledger.',
};

export const owner: INodeProperties = {
	displayName: 'Owner',
	name: 'owner',
	type: 'string',
	required: true,
	default: '={{ $json.ledger.owner }}',
	description:
		'The owner that Claim gave the item. It travels along in its field ledger, and proves that the entry still belongs to this run.',
};

export const ownerOrNobody: INodeProperties = {
	...owner,
	required: false,
	default: '={{ $json.ledger?.owner }}',
	description:
		'The owner that Claim gave the item. Leave empty when a person decides about an entry that nobody is working on.',
};

export const reasonCode = (fallback: string): INodeProperties => ({
	displayName: 'Reason Code',
	name: 'reasonCode',
	type: 'string',
	required: true,
	default: `={{ $json.details?.code ?? "${fallback}" }}`,
	description: 'Short, stable name of the reason',
});

export const reason: INodeProperties = {
	displayName: 'Reason',
	name: 'reason',
	type: 'string',
	required: true,
	default:
		'={{ $json.details?.spanish ?? $json.details?.message ?? $json.reason ?? $json.message }}',
	description: 'One sentence for the person who looks at the entry',
};
