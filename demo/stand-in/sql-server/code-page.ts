/**
 * Windows-1252, the code page of the collations here: what `char` and `varchar` can hold. A character outside
 * of it becomes a question mark, as in SQL Server.
 */
const decoder = new TextDecoder('windows-1252');
const toByte = new Map<string, number>();
for (let byte = 0; byte < 256; byte++) toByte.set(decoder.decode(Uint8Array.of(byte)), byte);

const QUESTION_MARK = 0x3f;

export function encodeCodePage(text: string): Buffer {
	const characters = [...text];
	return Buffer.from(characters.map((character) => toByte.get(character) ?? QUESTION_MARK));
}

export function decodeCodePage(bytes: Buffer): string {
	return decoder.decode(bytes);
}

/** The text after a round through the code page. */
export function throughCodePage(text: string): string {
	return /^[\x00-\x7f]*$/.test(text) ? text : decodeCodePage(encodeCodePage(text));
}
