import type { INodeProperties } from 'n8n-workflow';

export const alertsField: INodeProperties = {
	displayName: 'Alerts',
	name: 'alerts',
	type: 'json',
	required: true,
	default: '={{ $json.alerts }}',
	description:
		'The field alerts of the item that Review handed out. Behind a node that sends, take it from Review by the name of the node.',
};
