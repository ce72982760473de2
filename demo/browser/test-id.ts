import type { Locator, Page } from 'playwright-core';

/** Finds by the attribute with which n8n marks the parts of its editor for its own tests. */
export function byTestId(where: Page | Locator, id: string): Locator {
	return where.locator(`[data-test-id=${JSON.stringify(id)}]`);
}
