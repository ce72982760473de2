import { createHash } from 'node:crypto';

import type { Verdict, VoucherIdentity } from '../sales/sale';
import type { Comprobante } from './comprobante';
import { identityText, toComprobante } from './comprobante';

/** What a workflow gets of one pending voucher: the verdict, and exactly what would be sent. */
export interface VoucherResult {
	key: VoucherIdentity;
	/** Key of the voucher in the ledger: `10/FAC/B0021500030562`. */
	keyText: string;
	outcome: 'send' | 'hold' | 'skip';
	reason: string | null;
	detail?: string;
	message: string;
	pendingRows: number;
	comprobante?: Comprobante;
	/** What the mall takes the voucher for; only with `send`. */
	targetKey?: string;
	/** SHA-256 of what is sent, or of the verdict: it changes when the voucher has news for the ledger. */
	fingerprint: string;
}

export function toVoucherResult(verdict: Verdict): VoucherResult {
	const { key, keyText, message, pendingRows } = verdict;
	if (verdict.outcome === 'send') {
		const comprobante = toComprobante(verdict.sale);
		return {
			key,
			keyText,
			outcome: 'send',
			reason: null,
			message,
			pendingRows,
			comprobante,
			targetKey: identityText(comprobante),
			fingerprint: fingerprintOf(comprobante),
		};
	}
	const detail = verdict.outcome === 'hold' ? verdict.detail : undefined;
	return {
		key,
		keyText,
		outcome: verdict.outcome,
		reason: verdict.reason,
		...(detail === undefined ? {} : { detail }),
		message,
		pendingRows,
		fingerprint: fingerprintOf([keyText, verdict.outcome, verdict.reason, detail ?? null]),
	};
}

function fingerprintOf(content: unknown): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
