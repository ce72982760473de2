import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

export interface PageOptions {
	width?: number;
	height?: number;
	/** Pixels of the picture for each pixel of the page: 2 makes small letters readable. */
	scale?: number;
	/** Language that the browser asks for. */
	locale?: string;
	/** A telephone: touch instead of a mouse, and the width of the page is that of the screen. */
	phone?: boolean;
	/** The person prefers light letters on a dark ground. */
	dark?: boolean;
	/** What the person enters when the browser asks for a user and password. */
	login?: { user: string; password: string };
	/** Lets a tool be put into a page whose policy forbids scripts. */
	withoutPolicy?: boolean;
}

/** How long a page may take to show something: the first look at n8n's editor loads and compiles all of it. */
const PATIENCE_MS = 60_000;

/** Frames without a change after which a page is at rest. */
const STILL_FRAMES = 12;

/**
 * What would make two pictures of the same thing differ, or lies over what is to be seen: movement, and the
 * invitations and news of n8n itself.
 */
const CALM = `
	*, *::before, *::after {
		animation-duration: 0s !important; animation-delay: 0s !important;
		transition-duration: 0s !important; transition-delay: 0s !important;
		caret-color: transparent !important; scroll-behavior: auto !important;
	}
	[data-reka-popper-content-wrapper]:has([data-test-id="suggested-action-item"]),
	[data-test-id="banner-stack"],
	[data-test-id="node-feature-request"],
	[data-test-id="nps-survey-modal"] { display: none !important; }
`;

/** Opens an empty page that looks the same on every machine and at every time. */
export async function newPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
	const { width = 1440, height = 900, scale = 1, locale = 'en-US', phone = false } = options;
	const { dark = false, login, withoutPolicy = false } = options;
	const context = await browser.newContext({
		viewport: { width, height },
		deviceScaleFactor: scale,
		locale,
		reducedMotion: 'reduce',
		colorScheme: dark ? 'dark' : 'light',
		bypassCSP: withoutPolicy,
		isMobile: phone,
		hasTouch: phone,
		...(login ? { httpCredentials: { username: login.user, password: login.password } } : {}),
	});
	context.setDefaultTimeout(PATIENCE_MS);
	await context.addInitScript(`addEventListener('DOMContentLoaded', () => {
		const style = document.createElement('style');
		style.textContent = ${JSON.stringify(CALM)};
		document.head.append(style);
	})`);
	return await context.newPage();
}

/** Waits until fonts and images are there and nothing moves or grows any more. */
export async function untilStill(page: Page): Promise<void> {
	// In the page, frame by frame: its own language, because this project does not know the types of a page.
	await page.evaluate(`new Promise((done) => {
		let before, still = 0;
		const look = () => {
			const loaded = document.fonts.status === 'loaded' && [...document.images].every((each) => each.complete);
			const now = loaded && [...document.querySelectorAll('body *')].map((each) => {
				const { x, y, width, height } = each.getBoundingClientRect();
				return [x, y, width, height].join();
			}).join(';');
			still = loaded && now === before ? still + 1 : 0;
			before = now;
			if (still >= ${STILL_FRAMES}) done(); else requestAnimationFrame(look);
		};
		look();
	})`);
}

/** A part of the window, in pixels of the page. */
export const boxSchema = z.object({
	x: z.number(),
	y: z.number(),
	width: z.number(),
	height: z.number(),
});
export type Box = z.infer<typeof boxSchema>;

/**
 * Takes a PNG of what is to be seen, once nothing moves any more.
 * @param of a part of the window, or all of a page that is longer than the window, instead of the window
 */
export async function takePicture(page: Page, file: string, of?: Box | 'wholePage'): Promise<void> {
	mkdirSync(path.dirname(file), { recursive: true });
	await untilStill(page);
	await page.screenshot({
		path: file,
		animations: 'disabled',
		caret: 'hide',
		...(of === 'wholePage' ? { fullPage: true } : of ? { clip: of } : {}),
	});
}
