import { html, type Html } from '../status-page/html';

/** What a message is made of. Plain texts: rendering escapes them, nothing before does. */
export type Block =
	| { kind: 'heading'; text: string }
	| { kind: 'paragraph'; text: string }
	/** Stands out: what is not as it should be. */
	| { kind: 'warning'; text: string }
	| { kind: 'list'; items: readonly string[] }
	| { kind: 'table'; head: readonly string[]; rows: readonly (readonly string[])[] };

/** A mail, in both of the forms that mail programs show. */
export interface Message {
	/** One line. */
	subject: string;
	text: string;
	html: string;
}

/** Longer subjects are cut by mail programs anyway. */
const LONGEST_SUBJECT = 150;

/** Text that came from elsewhere, on one line: a line break in a subject would end it, or begin another header. */
export function oneLine(text: string, longest = 500): string {
	const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
	const letters = [...line];
	return letters.length <= longest ? line : `${letters.slice(0, longest - 1).join('')}…`;
}

export function toMessage(subject: string, blocks: readonly Block[]): Message {
	const oneLineSubject = oneLine(subject, LONGEST_SUBJECT);
	return {
		subject: oneLineSubject,
		text: `${blocks.map(asText).join('\n\n')}\n`,
		html: html`<!doctype html>
			<html lang="es">
				<head>
					<meta charset="utf-8" />
					<title>${oneLineSubject}</title>
				</head>
				<body style="${BODY}">
					${blocks.map(asHtml)}
				</body>
			</html>`.toString(),
	};
}

function asText(block: Block): string {
	switch (block.kind) {
		case 'heading':
			return `${block.text.toLocaleUpperCase('es')}`;
		case 'paragraph':
			return block.text;
		case 'warning':
			return `¡Atención! ${block.text}`;
		case 'list':
			return block.items.map((item) => `- ${item}`).join('\n');
		case 'table':
			return [block.head, ...block.rows].map((row) => row.join(' | ')).join('\n');
	}
}

const BODY =
	'font-family:Segoe UI,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;color:#1f2933;max-width:760px';
const WARNING =
	'margin:6px 0;padding:8px 12px;background:#fde8e8;border-left:4px solid #b42318;font-weight:bold';
const CELL = 'border:1px solid #cbd2d9;padding:4px 8px;text-align:left;vertical-align:top';

function asHtml(block: Block): Html {
	switch (block.kind) {
		case 'heading':
			return html`<h2 style="font-size:17px;margin:20px 0 6px">${block.text}</h2> `;
		case 'paragraph':
			return html`<p style="margin:6px 0">${block.text}</p> `;
		case 'warning':
			return html`<p style="${WARNING}">${block.text}</p> `;
		case 'list':
			return html`<ul style="margin:6px 0">
				${block.items.map((item) => html`<li>${item}</li> `)}
			</ul> `;
		case 'table':
			return html`<table style="border-collapse:collapse;margin:6px 0">
				<thead>
					<tr>
						${block.head.map((cell) => html`<th style="${CELL};background:#f0f4f8">${cell}</th> `)}
					</tr>
				</thead>
				<tbody>
					${block.rows.map(
						(row) =>
							html`<tr>
								${row.map((cell) => html`<td style="${CELL};white-space:nowrap">${cell}</td> `)}
							</tr> `,
					)}
				</tbody>
			</table> `;
	}
}
