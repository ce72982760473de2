import { companyFileTarget } from './company-files';
import { configTarget } from './config';
import type { FuzzTarget } from './target';
import { textTargets } from './texts';

/** Every way in that is fuzzed, the quick ones first. */
export const fuzzTargets: readonly FuzzTarget[] = [...textTargets, configTarget, companyFileTarget];
export type { FuzzTarget };
