import type { Setup } from './setup';
import { loginOf, statusPage } from './status-page';

/** A shipped workflow beside the two flows: imported and published with them, as it is. */
export interface Extra {
	/** What is imported for it. */
	setup: Setup;
	/** What the demo says about it once n8n runs: addresses, users. */
	where(n8nUrl: string): string[];
}

/** @param folder work folder of the run, which keeps what is made once for it */
export function extrasOf(folder: string): Extra[] {
	return [statusPage(loginOf(folder))];
}
