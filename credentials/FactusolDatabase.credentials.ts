import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class FactusolDatabase implements ICredentialType {
	name = 'factusolDatabase';

	displayName = 'Factusol Database';

	icon: Icon = { light: 'file:../icons/factusol.svg', dark: 'file:../icons/factusol.dark.svg' };

	documentationUrl = 'https://factulink.example/n8n-nodes-factulink#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Company Name',
			name: 'companyName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Duofic',
			description:
				'How people call this company. It appears in messages and, in capitals, in the reference of purchase orders: do not change it once orders have been relayed.',
		},
		{
			displayName: 'Find the File By',
			name: 'locateBy',
			type: 'options',
			default: 'folder',
			options: [
				{
					name: 'Data Folder, Company Code and Fiscal Year',
					value: 'folder',
					description: 'The file is named as Factusol does: company code and year, 0022026.accdb',
				},
				{ name: 'Path', value: 'path', description: 'One file, whatever its name' },
			],
		},
		{
			displayName: 'Data Folder',
			name: 'dataFolder',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. C:\\Software DELSOL\\FACTUSOL\\Datos\\FS',
			description: 'The folder Datos\\FS of the Factusol installation, as this n8n sees it',
			displayOptions: { show: { locateBy: ['folder'] } },
		},
		{
			displayName: 'Company Code',
			name: 'companyCode',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 002',
			description: 'The three characters that begin the name of the file',
		},
		{
			displayName: 'Fiscal Year',
			name: 'fiscalYear',
			type: 'options',
			default: 'current',
			options: [
				{
					name: 'Current',
					value: 'current',
					description:
						'Follows the calendar: in January the previous year is still watched, and a new year as soon as its file exists',
				},
				{ name: 'Fixed', value: 'fixed', description: 'Always the year below' },
			],
			displayOptions: { show: { locateBy: ['folder'] } },
		},
		{
			displayName: 'Year',
			name: 'fixedYear',
			type: 'number',
			typeOptions: { minValue: 1990, maxValue: 9999 },
			default: 2026,
			displayOptions: { show: { locateBy: ['folder'], fiscalYear: ['fixed'] } },
		},
		{
			displayName: 'File',
			name: 'filePath',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. D:\\Datos\\0022026.accdb',
			displayOptions: { show: { locateBy: ['path'] } },
		},
		{
			displayName: 'Fiscal Year of the File',
			name: 'fileYear',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 9999 },
			default: 0,
			description:
				'The year that the keys of its orders carry. 0 takes it from a name such as 0022026.accdb.',
			displayOptions: { show: { locateBy: ['path'] } },
		},
		{
			displayName: 'Connect With',
			name: 'connectionType',
			type: 'options',
			default: 'accessDriver',
			options: [
				{
					name: 'Custom ODBC Connection String',
					value: 'connectionString',
					description: 'Another ODBC driver, for example a commercial one on Linux',
				},
				{
					name: 'Microsoft Access ODBC Driver',
					value: 'accessDriver',
					description: 'Reads and writes. Windows only, with the same bitness as Node.js.',
				},
				{
					name: 'Read-Only Without Driver',
					value: 'driverless',
					description: 'Reads the file itself, on any system. Cannot write.',
				},
			],
		},
		{
			displayName: 'Connection String',
			name: 'connectionString',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Driver={Some Access Driver};DBQ={file};',
			description: '{file} stands for the path of the file, {password} for the password below',
			displayOptions: { show: { connectionType: ['connectionString'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The database password of the file. Leave it empty when it has none.',
		},
	];
}
