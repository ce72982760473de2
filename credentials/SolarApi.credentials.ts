import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** One tenant's access to the sales API of a shopping mall. */
export class SolarApi implements ICredentialType {
	name = 'solarApi';

	displayName = 'Solar API';

	icon: Icon = { light: 'file:../icons/solar.svg', dark: 'file:../icons/solar.dark.svg' };

	documentationUrl = 'https://factulink.example/docs/solar-api';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://host:22472/Prefix_BackEnd/api',
			description: 'Address that the mall gave, with port and prefix, ending in /api',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			required: true,
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
		{
			displayName: 'Tenant Number (IdCliente)',
			name: 'idCliente',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 123',
			description: 'Number of the tenant at the mall, up to 6 digits. Zeros on the left are added.',
		},
		{
			displayName: 'Extra CA Certificates',
			name: 'extraCa',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				'PEM certificates that are trusted besides those this machine knows, for example the intermediate one that the server of the mall does not send. Certificates are always verified.',
		},
		{
			displayName: 'Connect Timeout (Seconds)',
			name: 'connectTimeoutSeconds',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 15,
		},
		{
			displayName: 'Response Timeout (Seconds)',
			name: 'responseTimeoutSeconds',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
		},
	];
}
