import { SqlServerError } from '../errors';

export interface Token {
	kind: 'word' | 'quoted' | 'string' | 'number' | 'variable' | 'symbol' | 'end';
	/** A word in its own spelling, a quoted identifier or string without its quotes, a symbol. */
	text: string;
	/** N'…' */
	unicode?: boolean;
	offset: number;
	line: number;
}

const PATTERNS: ReadonlyArray<[Token['kind'] | 'blank', RegExp]> = [
	['blank', /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y],
	['string', /[Nn]?'(?:[^']|'')*'/y],
	['quoted', /\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"/y],
	['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
	['variable', /@@?[\p{L}\p{N}_@#$]+/uy],
	['word', /[\p{L}_#][\p{L}\p{N}_@#$]*/uy],
	['symbol', /<>|!=|<=|>=|!<|!>|[-+*/%(),.;=<>~&|^:]/y],
];

/** Cuts a batch into tokens. */
export function tokenize(text: string): Token[] {
	const tokens: Token[] = [];
	let offset = 0;
	let line = 1;
	while (offset < text.length) {
		let matched = '';
		let kind: Token['kind'] | 'blank' = 'blank';
		for (const [candidate, pattern] of PATTERNS) {
			pattern.lastIndex = offset;
			const match = pattern.exec(text);
			if (!match) continue;
			matched = match[0];
			kind = candidate;
			break;
		}
		if (matched === '') throw unexpected(text, offset, line);
		if (kind !== 'blank') tokens.push({ ...token(kind, matched), offset, line });
		offset += matched.length;
		line += matched.split('\n').length - 1;
	}
	tokens.push({ kind: 'end', text: '', offset, line });
	return tokens;
}

function token(kind: Token['kind'], matched: string): Omit<Token, 'offset' | 'line'> {
	if (kind === 'string') {
		const unicode = !matched.startsWith("'");
		const start = unicode ? 2 : 1;
		return { kind, unicode, text: matched.slice(start, -1).replaceAll("''", "'") };
	}
	if (kind === 'quoted') {
		const close = matched.slice(-1);
		return { kind, text: matched.slice(1, -1).replaceAll(close + close, close) };
	}
	return { kind, text: matched };
}

function unexpected(text: string, offset: number, line: number): SqlServerError {
	const character = text.charAt(offset);
	const error =
		character === "'"
			? new SqlServerError(
					105,
					`Unclosed quotation mark after the character string '${text.slice(offset + 1, offset + 129)}'.`,
					15,
					1,
					'batch',
				)
			: new SqlServerError(102, `Incorrect syntax near '${character}'.`, 15, 1, 'batch');
	error.line = line;
	return error;
}
