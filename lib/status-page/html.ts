const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
	'`': '&#96;',
};

/** What HTML forbids, and what makes text run backwards over the words beside it. */
const UNPRINTABLE =
	/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escape(text: string): string {
	return text
		.toWellFormed()
		.replace(UNPRINTABLE, '\ufffd')
		.replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
}

/** Markup that was made by {@link html}; nothing else makes one. */
export class Html {
	readonly #markup: string;

	private constructor(markup: string) {
		this.#markup = markup;
	}

	/** The only way from text to markup: the literal parts are the programmer's, every value is escaped. */
	static from(parts: readonly string[], values: readonly Value[]): Html {
		return new Html(parts.map((part, place) => part + markupOf(values[place])).join(''));
	}

	toString(): string {
		return this.#markup;
	}
}

/** What may stand in a template. Nothing (`null`, `undefined`, `false`) is written as nothing. */
export type Value = Html | string | number | null | undefined | false | readonly Value[];

function markupOf(value: Value): string {
	if (value === null || value === undefined || value === false) return '';
	if (value instanceof Html) return value.toString();
	if (typeof value === 'object') return value.map(markupOf).join('');
	return escape(String(value));
}

/**
 * Markup from a template. Values are escaped for text and for attributes in double quotes, which is where they may
 * stand; not in a script, a style, a comment or an attribute without quotes.
 */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
	return Html.from(parts, values);
}
