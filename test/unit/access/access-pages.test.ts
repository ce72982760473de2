import { memoBytes, type AccessSource } from '../../../lib/access/access-pages';
import * as cells from '../../../lib/access/cells';

const PAGE = 4096;

/** A page with one row of eight bytes: a pointer to the next part of a text, and four bytes of it. */
function pageWith(next: number): Buffer {
	const page = Buffer.alloc(PAGE);
	page.writeUInt8(1, 0);
	page.writeUInt16LE(1, 12);
	page.writeUInt16LE(PAGE - 8, 14);
	page.writeUInt32LE(next, PAGE - 8);
	page.write('text', PAGE - 4, 'latin1');
	return page;
}

const ROW_OF_PAGE_1 = 0x100;

const source = (next: number): AccessSource => ({
	pages: {
		format: { pageSize: PAGE, textEncoding: 'utf16le' },
		getPage: () => pageWith(next),
	},
	parts: {
		getMapPages: () => [],
		uncompressText: (field) => field.toString('latin1'),
	},
	cells,
	size: 2 * PAGE,
});

function memo(length: number): Buffer {
	const field = Buffer.alloc(12);
	field.writeUInt32LE(length, 0);
	field.writeUInt32LE(ROW_OF_PAGE_1, 4);
	return field;
}

it('reads a long text in its parts', () => {
	expect(memoBytes(source(0), memo(4)).toString('latin1')).toBe('text');
});

it('refuses a long text that goes in circles before it fills the memory', () => {
	expect(() => memoBytes(source(ROW_OF_PAGE_1), memo(0x3fff_ffff))).toThrow('longer than the file');
});
