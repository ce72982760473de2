import { syntaxError, type SqlServerError } from '../errors';
import type { Token } from './lexer';

/** Words that cannot be an alias without AS, because they go on with the statement. */
export const RESERVED = new Set(
	(
		'ADD ALL ALTER AND AS ASC BEGIN BETWEEN BY CASE CHECK COLLATE COLUMN COMMIT CONSTRAINT CONVERT CREATE CROSS ' +
		'DECLARE DEFAULT DELETE DENY DESC DISTINCT DROP ELSE END ESCAPE EXCEPT EXEC EXECUTE EXISTS FETCH FOR FROM FULL ' +
		'GRANT GROUP HAVING IF IN INDEX INNER INSERT INTERSECT INTO IS JOIN KEY LEFT LIKE NOT NULL ON OPTION OR ORDER ' +
		'OUTER OVER PRIMARY PRINT RETURN REVOKE RIGHT ROLLBACK SAVE SELECT SET TABLE THEN TOP TRAN TRANSACTION TRUNCATE ' +
		'UNION UNIQUE UPDATE USE VALUES WAITFOR WHEN WHERE WHILE WITH OFFSET OUTPUT APPLY GO'
	).split(' '),
);

/** A place in a list of tokens, and the small steps that every part of the parser takes. */
export class TokenCursor {
	protected position = 0;

	constructor(private readonly tokens: Token[]) {}

	protected get current(): Token {
		return this.peek(0);
	}

	protected peek(ahead: number): Token {
		const last = this.tokens[this.tokens.length - 1];
		const token = this.tokens[this.position + ahead] ?? last;
		if (!token) throw new RangeError('No tokens');
		return token;
	}

	protected isWord(word: string): boolean {
		return this.current.kind === 'word' && this.current.text.toUpperCase() === word;
	}

	/** Whether an identifier stands here, rather than a word of the language. */
	protected isName(): boolean {
		const { kind, text } = this.current;
		return kind === 'quoted' || (kind === 'word' && !RESERVED.has(text.toUpperCase()));
	}

	protected isSymbol(symbol: string): boolean {
		return this.current.kind === 'symbol' && this.current.text === symbol;
	}

	protected takeWord(word: string): boolean {
		const taken = this.isWord(word);
		if (taken) this.position++;
		return taken;
	}

	protected takeSymbol(symbol: string): boolean {
		const taken = this.isSymbol(symbol);
		if (taken) this.position++;
		return taken;
	}

	protected expectWord(word: string): void {
		if (!this.takeWord(word)) throw this.unexpected();
	}

	protected expectSymbol(symbol: string): void {
		if (!this.takeSymbol(symbol)) throw this.unexpected();
	}

	protected expectKind(kind: Token['kind']): Token {
		const token = this.current;
		if (token.kind !== kind) throw this.unexpected();
		this.position++;
		return token;
	}

	protected commaSeparated<T>(read: () => T): T[] {
		const list = [read()];
		while (this.takeSymbol(',')) list.push(read());
		return list;
	}

	protected unexpected(): SqlServerError {
		const token = this.current.kind === 'end' ? this.peek(-1) : this.current;
		const error = syntaxError(token.text);
		error.line = token.line;
		return error;
	}
}
