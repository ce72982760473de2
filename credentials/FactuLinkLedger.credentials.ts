import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Where the ledger file of the flows is. There is nothing secret in it. */
export class FactuLinkLedger implements ICredentialType {
	name = 'factuLinkLedger';

	displayName = 'FactuLink Ledger';

	icon: Icon = { light: 'file:../icons/ledger.svg', dark: 'file:../icons/ledger.dark.svg' };

	documentationUrl = 'https://factulink.example/docs/ledger';

	properties: INodeProperties[] = [
		{
			displayName: 'File',
			name: 'file',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. C:\\FactuLink\\ledger.sqlite',
			description:
				'Full path of the ledger file, on a disk of the machine that runs n8n. The file and its folder are created when they do not exist. Use one file for all workflows, and back it up.',
		},
	];
}
