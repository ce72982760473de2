import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { PageSettings } from '../../../lib/status-page/settings';
import { machineZone } from '../../../lib/status-page/times';

const requestSchema = z.object({
	headers: z.object({ authorization: z.string().optional() }).catch({}),
	query: z.record(z.unknown()).catch({}),
	body: z.record(z.unknown()).catch({}),
});

/** What a request to a Webhook node brought. */
export interface WebhookRequest {
	query: Record<string, unknown>;
	body: Record<string, unknown>;
	/** Who logged in; `null` when the webhook asks for no user. The node before has checked the password. */
	user: string | null;
}

const LONGEST_NAME = 60;

/** Reads the item of a Webhook node; whatever is not as it should be is as if it were not there. */
export function webhookRequest(json: IDataObject): WebhookRequest {
	const { headers, query, body } = requestSchema.parse(json);
	return { query, body, user: userOf(headers.authorization) };
}

function userOf(authorization: string | undefined): string | null {
	const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization?.trim() ?? '') ?? [];
	if (encoded === undefined) return null;
	const [user = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 1);
	return user.trim().slice(0, LONGEST_NAME) || null;
}

/** n8n says this zone where nobody has set one. */
const ZONE_OF_NOBODY = 'America/New_York';

/** Times are those of the workflow or of n8n when somebody set them, else those of this machine. */
export function pageSettings(context: IExecuteFunctions, user: string | null): PageSettings {
	const zone = context.getTimezone();
	return {
		now: new Date(),
		zone: zone === ZONE_OF_NOBODY ? machineZone() : zone,
		instanceUrl: context.getInstanceBaseUrl(),
		user,
	};
}
