/**
 * The form in which two codes (articles, warehouses, series) are compared: the Access engine ignores case and
 * trailing blanks, so `of00012 ` and `OF00012` are one article to Factusol.
 */
export function codeKey(code: string | null | undefined): string {
	return (code ?? '').trimEnd().toUpperCase();
}
