/** The parts of a text such as `1, 2, W`, without blanks around them and without empty ones. */
export function commaList(text: unknown): string[] {
	return String(text ?? '')
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');
}
