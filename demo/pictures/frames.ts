import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import type { Editor } from '../browser/editor';
import type { NodePanel } from '../browser/node-panel';
import { boxSchema, untilStill, type Box } from '../browser/page';

/** The window in which pictures are taken, and the size of its letters in them. */
export const WINDOW = { width: 1440, height: 960, scale: 1.5 } as const;

/** Kept around what is shown. */
const MARGIN = 24;

export async function wholeWindow(page: Page): Promise<void> {
	await page.setViewportSize(WINDOW);
}

/** A part of the window with some room around it. */
export const around = ({ x, y, width, height }: Box): Box => ({
	x: Math.max(0, x - MARGIN),
	y: Math.max(0, y - MARGIN),
	width: width + 2 * MARGIN,
	height: height + 2 * MARGIN,
});

/**
 * What lies over the canvas or only repeats itself in every picture, and what shows a long text in a small window.
 */
const CLEAR = `
	[data-test-id="canvas-controls"], [data-test-id="canvas-background"], [data-test-id="canvas-minimap"],
	[data-test-id="logs-panel"], [data-test-id="floating-nodes"], [data-test-id="panel-drag-button"],
	[data-test-id^="execute-workflow-button-"], [class*="_executionButtons_"], [class*="_nodeButtonsWrapper_"],
	.el-notification
		{ display: none !important; }
	.cm-editor, .cm-scroller { max-height: none !important; }
	[class*="_credentialModal_"] { --dialog--max-height: 4000px !important; }
`;

/** Takes away what would lie over what is to be seen. */
export async function clear(page: Page): Promise<void> {
	await page.addStyleTag({ content: CLEAR });
	await page.mouse.move(0, 0);
	await untilStill(page);
}

/**
 * Fits a workflow into the window.
 * @returns what of the window it takes, with its sticky notes
 */
export async function drawnBox(editor: Editor): Promise<Box> {
	await editor.fitView();
	await clear(editor.page);
	return around(await editor.drawn());
}

/** How much of the content of a part of the page has no room in it. A text field keeps its own scroll bar. */
const hiddenIn = (
	selector: string,
) => `Math.max(0, ...[...document.querySelectorAll('${selector} *')]
	.filter((each) => getComputedStyle(each).overflowY !== 'visible' && each.clientHeight > 200 && each.tagName !== 'TEXTAREA')
	.map(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight))`;

/** Makes the window higher until nothing is hidden. @param hidden height of what still is */
async function highEnough(page: Page, hidden: () => Promise<number>): Promise<void> {
	// Several looks: a dialog takes only a share of the window, and a field that had no room before may grow.
	for (let look = 0; look < 8; look += 1) {
		const missing = await hidden();
		if (missing === 0) break;
		const { height } = page.viewportSize() ?? WINDOW;
		await page.setViewportSize({ width: WINDOW.width, height: height + Math.ceil(missing) });
		await untilStill(page);
	}
}

/** Makes the window as high as a credential needs. @returns where it is in it, without the empty rest below it */
export async function credentialBox(page: Page): Promise<Box> {
	const dialog = '[data-test-id="editCredential-modal"]';
	await clear(page);
	await highEnough(page, async () => z.number().parse(await page.evaluate(hiddenIn(dialog))));
	return boxSchema.parse(
		await page.evaluate(`(() => {
			const dialog = document.querySelector('${dialog}');
			const { x, y, width, bottom } = dialog.getBoundingClientRect();
			const ends = [...dialog.querySelectorAll('input, textarea, button, span')]
				.filter((each) => each.offsetParent !== null)
				.map((each) => each.getBoundingClientRect().bottom);
			return { x, y, width, height: Math.min(bottom, Math.max(...ends) + ${MARGIN}) - y };
		})()`),
	);
}

/** Makes the window as high as all settings of a node need. @returns where they are in it */
export async function settingsBox(page: Page, panel: NodePanel): Promise<Box> {
	await clear(page);
	await highEnough(page, async () => await panel.hiddenHeight());
	return await panel.settings();
}

/** A page of ours from its top, as far down as no card is cut. @param most height of the picture */
export async function wholeCards(page: Page, most: number): Promise<Box> {
	return boxSchema.parse(
		await page.evaluate(`(() => {
			const cards = [...document.querySelectorAll('main .card')].map((each) => each.getBoundingClientRect());
			const end = Math.max(...cards.map(({ bottom }) => bottom + scrollY).filter((each) => each <= ${most - MARGIN}));
			const next = Math.min(...cards.map(({ top }) => top + scrollY).filter((each) => each >= end));
			return { x: 0, y: 0, width: innerWidth, height: Math.min(end + ${MARGIN}, next - 1) };
		})()`),
	);
}

/** @throws Error when it is not to be seen */
export async function boxOf(part: Locator): Promise<Box> {
	const box = await part.boundingBox();
	if (!box) throw new Error('There is nothing to take a picture of');
	return box;
}
