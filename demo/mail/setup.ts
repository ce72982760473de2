import type { CredentialJson } from '../credentials';
import type { Setup } from '../setup';
import { alertsWorkflow } from '../workflows';
import type { Config } from '../config';
import type { MailServer } from './config';
import { dailyReportWorkflow } from './daily-report';

/** Ids and names that the shipped workflows have. */
export const ALERTS_ID = 'flAlerts00000001';
export const DAILY_REPORT_ID = 'flDailyReport001';
const SMTP_CREDENTIAL = { id: 'flCredCorreo0001', name: 'SMTP: correo saliente' } as const;

/**
 * What tells people: the workflows that send mails, with n8n's own credential for them.
 *
 * @param mail undefined: as they are shipped, for a site that makes its credential in the editor
 */
export function mailSetup(
	config: Pick<Config, 'relay' | 'sales'>,
	mail: MailServer | undefined,
): Setup {
	return {
		credentials: mail ? [smtpCredential(mail)] : [],
		workflows: [alertsWorkflow(mail), dailyReportWorkflow(config, mail)],
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
