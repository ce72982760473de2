import type { Page } from 'playwright-core';
import { z } from 'zod';

const resultSchema = z.object({
	violations: z.array(
		z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
	),
	passes: z.array(z.unknown()),
});

/**
 * What axe-core finds wrong with a page for people who see, hear or move otherwise, one line each; empty when nothing.
 * The page was opened without its policy, which would keep axe out.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
	await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
	const { violations, passes } = resultSchema.parse(await page.evaluate('axe.run()'));
	// A page on which nothing at all was looked at has no faults either.
	if (passes.length === 0) throw new Error('axe-core found nothing to look at');
	return violations.map(
		({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' ')})`,
	);
}
