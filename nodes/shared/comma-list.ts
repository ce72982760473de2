/**
 * The parts of a text such as `1, 2, W`, without blanks around them and without empty ones; a list, as fields with
 * several choices and expressions give it, counts part by part.
 */
export function commaList(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part ?? '').trim()).filter((part) => part !== '');
}
