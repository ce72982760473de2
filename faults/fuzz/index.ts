import { companyFileTarget } from './company-files';
import { configTarget } from './config';
import { mallServerTarget } from './mall-servers';
import { nodeTarget } from './nodes';
import type { FuzzTarget } from './target';
import { textTargets } from './texts';
import { tangoTargets } from './vouchers';

/** Every way in that is fuzzed, the quick ones first. */
export const fuzzTargets: readonly FuzzTarget[] = [
	...textTargets,
	...tangoTargets,
	configTarget,
	nodeTarget,
	mallServerTarget,
	companyFileTarget,
];
export type { FuzzTarget };
