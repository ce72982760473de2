import type { CredentialJson } from '../credentials';
import type { Setup } from '../setup';
import { alertsWorkflow } from '../workflows';
import type { MailServer } from './config';

/** Ids and names that the shipped workflows have. */
export const ALERTS_ID = 'flAlerts00000001';
const SMTP_CREDENTIAL = { id: 'flCredCorreo0001', name: 'SMTP: correo saliente' } as const;

/**
 * What tells people: the workflows that send mails, with n8n's own credential for them.
 *
 * @param mail undefined: as they are shipped, for a site that makes its credential in the editor
 */
export function mailSetup(mail: MailServer | undefined): Setup {
	return {
		credentials: mail ? [smtpCredential(mail)] : [],
		workflows: [alertsWorkflow(mail)],
	};
}

/** n8n's own credential. */
function smtpCredential({ host, port, user, password, secure }: MailServer): CredentialJson {
	return {
		...SMTP_CREDENTIAL,
		type: 'smtp',
		data: { host, port, user, password, secure, disableStartTls: false, hostName: '' },
	};
}
