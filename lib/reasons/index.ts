import { companyFiles } from './company-files';
import { ledger } from './ledger';
import { nodes } from './nodes';
import { orders } from './orders';
import type { ReasonTable, ReasonWords } from './reason';
import { sales } from './sales';
import { solar } from './solar';

const TABLE: ReasonTable = {
	...companyFiles,
	...nodes,
	...orders,
	...ledger,
	...sales,
	...solar,
};

/** What a code of this package says to office people; `undefined` for a code of somebody else. */
export function reasonWords(code: string | null | undefined): ReasonWords | undefined {
	return code !== null && code !== undefined && Object.hasOwn(TABLE, code)
		? TABLE[code]
		: undefined;
}

export type { ReasonWords };
