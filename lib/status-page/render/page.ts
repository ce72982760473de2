import { createHash } from 'node:crypto';

import { html, Html } from '../html';
import { STYLE } from './style';

/**
 * n8n answers a webhook with a policy of its own that allows scripts and drops any other that a workflow sets, so
 * the page brings a stricter one along: nothing is loaded, nothing runs, forms go back to where they came from. Both
 * are enforced.
 */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'`;

// A style is no place for escaped values; this one has no value in it, and no "<" or "&".
const STYLE_ELEMENT = Html.from([`<style>${STYLE}</style>`], []);

export interface PageParts {
	title: string;
	/** What stands in the search box. */
	search?: string;
	body: Html;
	/** Last line: when the page was made. */
	made?: Html;
}

export function page({ title, search = '', body, made }: PageParts): string {
	return html`<!doctype html>
		<html lang="es">
			<head>
				<meta charset="utf-8" />
				<meta http-equiv="Content-Security-Policy" content="${POLICY}" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex" />
				<title>${title} · FactuLink</title>
				${STYLE_ELEMENT}
			</head>
			<body>
				<a class="skip-link" href="#contenido">Ir al contenido</a>
				<header class="bar">
					<div class="wrap">
						<a class="brand" href="?">FactuLink <small>Estado</small></a>
						<form class="search" method="get" action="?" role="search">
							<label class="unseen" for="buscar">Buscar un pedido o un comprobante</label
							><input
								id="buscar"
								name="buscar"
								type="search"
								maxlength="100"
								autocomplete="off"
								placeholder="Pedido o venta"
								value="${search}"
							/><button>Buscar</button>
						</form>
					</div>
				</header>
				<main id="contenido" class="wrap" tabindex="-1">${body}</main>
				<footer class="wrap">${made}</footer>
			</body>
		</html>`.toString();
}

/** A box above the page that says what came of a button. */
export function notice(tone: 'good' | 'bad', words: string): Html {
	return html`<p class="card notice ${tone}" role="${tone === 'bad' ? 'alert' : 'status'}">
		${words}
	</p>`;
}

/** A page that only says one thing. */
export function messagePage(title: string, sentences: readonly string[], details?: string): string {
	return page({
		title,
		body: html`<div class="card headline bad">
			<div>
				<h1>${title}</h1>
				${sentences.map((sentence) => html`<p>${sentence}</p>`)}
				${details && html`<p class="muted words">${details}</p>`}
				<p><a href="?">Volver a la página de estado</a></p>
			</div>
		</div>`,
	});
}
