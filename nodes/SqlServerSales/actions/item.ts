import type { IDataObject } from 'n8n-workflow';

import { keyTextOf } from '../../../lib/sales/sale';
import type { VoucherResult } from '../../../lib/solar/voucher-result';

const STATES = { hold: 'held', skip: 'skipped' } as const;

/**
 * The item of a voucher. `key`, `fingerprint`, `message` and `verdict` are what Ledger: Register looks for, so that a
 * voucher that waits, or must not be sent, is registered with its reason.
 */
export function toItem({ key, keyText, ...result }: VoucherResult): IDataObject {
	return {
		key: keyText,
		voucher: { ...key },
		// While its branch could not be told, the voucher waited under a key without one.
		...(key.branch === null ? {} : { replaces: keyTextOf({ ...key, branch: null }) }),
		...result,
		...(result.outcome === 'send'
			? {}
			: {
					verdict: {
						state: STATES[result.outcome],
						code: result.reason,
						reason: result.message,
					},
				}),
	} as unknown as IDataObject;
}
