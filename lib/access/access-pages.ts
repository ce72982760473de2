import type * as cellsModule from './cells';
import type { ColumnCondition, Comparable } from './cells';
import type { Cell, Column, ColumnType } from './types';

// This file is loaded inside the reader's worker, where no other file of the package can be imported: what it
// needs of them is handed in.

type Cells = typeof cellsModule;

/**
 * The parts of mdb-reader 3.2.0 that know the container: pages and their encryption, usage maps, compressed text.
 * Its row decoder is not used: its Currency takes minutes for a real company, it turns negative amounts in its
 * buffer into positive ones, rows older than a column are read past their end, and a deleted neighbour can cost a
 * long memo its last part.
 */
export interface MdbReaderParts {
	getMapPages(usageMap: Buffer, pages: AccessPages): number[];
	uncompressText(field: Buffer, format: AccessFormat): string;
}

export interface AccessPages {
	readonly format: AccessFormat;
	getPage(page: number): Buffer;
}

/** What tables are read from and with. */
export interface AccessSource {
	pages: AccessPages;
	parts: MdbReaderParts;
	cells: Cells;
	/** Bytes of the file: no table holds more than that, whatever its pages say. */
	size: number;
}

export interface AccessFormat {
	readonly pageSize: number;
	readonly textEncoding: string;
}

const COLUMN_TYPES: Readonly<Record<number, ColumnType>> = {
	0x01: 'boolean',
	0x02: 'byte',
	0x03: 'short',
	0x04: 'long',
	0x05: 'currency',
	0x06: 'single',
	0x07: 'double',
	0x08: 'datetime',
	0x0a: 'text',
	0x0c: 'memo',
};

interface StoredColumn extends Column {
	/** Bit of the row's null mask. */
	number: number;
	/** Bytes after the row's column count, for columns of fixed length. */
	fixedOffset: number | undefined;
	/** Index into the row's table of offsets, for the others. */
	variableIndex: number;
}

const PAGE_TABLE = 0x02;
const PAGE_DATA = 0x01;
const SYSTEM_OBJECTS_PAGE = 2;
const TYPE_TABLE = 1;
const SYSTEM_FLAGS = 0x80000002;

// Flags of a row's slot. A row that outgrew its page leaves a pointer (overflow) and lives elsewhere, where its
// slot is flagged as deleted so that a scan does not meet it twice; a row really deleted has both flags.
const ROW_DELETED = 0x8000;
const ROW_OVERFLOW = 0x4000;
const ROW_OFFSET = 0x1fff;

/**
 * Reads tables of an Access file (2000 to 2019) whose pages are given. Every throw means that the file is not what
 * it should be.
 */
export class AccessTables {
	private readonly tablePages = new Map<string, number>();
	private readonly known = new Map<string, AccessTable>();
	private readonly source: AccessSource;

	constructor(source: AccessSource) {
		this.source = source;
		const objects = new AccessTable(SYSTEM_OBJECTS_PAGE, source);
		const column = (name: string): Column => {
			const found = objects.columns.find((candidate) => candidate.name === name);
			if (found === undefined) throw new Error(`MSysObjects has no column ${name}`);
			return found;
		};
		const wanted = ['Id', 'Name', 'Type', 'Flags'].map(column);
		for (const [id, name, type, flags] of objects.select(wanted, [])) {
			const isTable = (Number(type) & 0x7f) === TYPE_TABLE;
			const isSystem = (Number(flags) & SYSTEM_FLAGS) !== 0;
			if (isTable && !isSystem) this.tablePages.set(String(name), Number(id) & 0xffffff);
		}
	}

	names(): string[] {
		return [...this.tablePages.keys()];
	}

	/** @param name one of {@link names} */
	table(name: string): AccessTable {
		const page = this.tablePages.get(name);
		if (page === undefined) throw new Error(`no table ${name}`);
		const table = this.known.get(name) ?? new AccessTable(page, this.source);
		this.known.set(name, table);
		return table;
	}
}

export class AccessTable {
	readonly columns: readonly StoredColumn[];
	private readonly dataPages: readonly number[];
	private readonly hasVariableColumns: boolean;
	private readonly definitionPage: number;
	private readonly source: AccessSource;
	private places: Int32Array | undefined;
	private readonly compared = new Map<string, readonly (Comparable | null)[]>();

	constructor(definitionPage: number, source: AccessSource) {
		this.definitionPage = definitionPage;
		this.source = source;
		const definition = this.readDefinition();
		this.hasVariableColumns = definition.readUInt16LE(43) > 0;
		this.columns = this.readColumns(definition);
		const { pages, parts } = source;
		this.dataPages = parts.getMapPages(rowBytes(pages, definition.readUInt32LE(55)), pages);
	}

	/** The wanted cells of the rows that satisfy all conditions, in the order of the file. */
	select(wanted: readonly Column[], where: readonly ColumnCondition[]): Cell[][] {
		const readers = wanted.map((column) => this.reader(this.stored(column)));
		const field = new RowField();
		const found: Cell[][] = [];
		const mostCharacters = MOST_NUMBERS_AS_TEXT + 2 * this.source.size;
		let characters = 0;
		let at = -1;
		let page = field.page;
		for (const place of this.placesThat(where)) {
			if (place >>> 8 !== at) {
				at = place >>> 8;
				page = this.dataPage(at);
			}
			this.enterRow(field, page, place & 0xff);
			const row = readers.map((read) => read(field));
			for (const cell of row) if (typeof cell === 'string') characters += cell.length;
			// Damage can make many rows point to the same long text: none of them may fill the memory.
			if (characters > mostCharacters) throw new Error('the rows hold more text than the file');
			found.push(row);
		}
		return found;
	}

	/**
	 * Orders are asked for in many ranges of the same keys: what conditions compare is decoded once and kept, and only
	 * rows that satisfy them are looked at again.
	 */
	private placesThat(where: readonly ColumnCondition[]): Iterable<number> {
		const places = (this.places ??= this.findPlaces());
		if (where.length === 0) return places;
		const tests = where.map((condition) => ({
			values: this.comparables(condition.column),
			test: this.source.cells.conditionTest(condition),
		}));
		const matching: number[] = [];
		rows: for (let row = 0; row < places.length; row++) {
			for (const { values, test } of tests) if (!test(values[row] ?? null)) continue rows;
			matching.push(places[row] ?? 0);
		}
		return matching;
	}

	/** Page number and, in the lowest byte, slot of each row that was not deleted. */
	private findPlaces(): Int32Array {
		const places: number[] = [];
		if (new Set(this.dataPages).size !== this.dataPages.length) {
			throw new Error('a page belongs to the table twice');
		}
		for (const pageNumber of this.dataPages) {
			const page = this.dataPage(pageNumber);
			const count = page.readUInt16LE(12);
			for (let row = 0; row < count; row++) {
				if ((page.readUInt16LE(14 + row * 2) & ROW_DELETED) === 0) {
					places.push(pageNumber * 0x100 + row);
				}
			}
		}
		return Int32Array.from(places);
	}

	/** What decides about equality and order of a column's cells, row by row. */
	private comparables(column: Column): readonly (Comparable | null)[] {
		const known = this.compared.get(column.name);
		if (known !== undefined) return known;
		const { cells } = this.source;
		// Series, articles and suppliers repeat: equal texts are kept once.
		const once = new Map<Cell, Comparable>();
		const values: (Comparable | null)[] = [];
		for (const [cell] of this.select([column], [])) {
			if (cell === null || cell === undefined) {
				values.push(null);
				continue;
			}
			let value = once.get(cell);
			if (value === undefined) {
				value = cells.comparable(column.type, cell);
				once.set(cell, value);
			}
			values.push(value);
		}
		this.compared.set(column.name, values);
		return values;
	}

	private stored(column: Column): StoredColumn {
		const found = this.columns.find(({ name }) => name === column.name);
		if (found === undefined) throw new Error(`no column ${column.name}`);
		return found;
	}

	/** A definition that does not fit into one page goes on in others, each after a head of eight bytes. */
	private readDefinition(): Buffer {
		const parts: Buffer[] = [];
		let page = this.definitionPage;
		while (page !== 0) {
			const buffer = this.source.pages.getPage(page);
			if (buffer[0] !== PAGE_TABLE) throw new Error(`page ${page} defines no table`);
			if (parts.length > 1000) throw new Error('a table definition goes in circles');
			parts.push(parts.length === 0 ? buffer : buffer.subarray(8));
			page = buffer.readUInt32LE(4);
		}
		return Buffer.concat(parts);
	}

	private readColumns(definition: Buffer): StoredColumn[] {
		const count = definition.readUInt16LE(45);
		const indexes = definition.readInt32LE(51);
		const start = 63 + indexes * 12;
		let namePosition = start + count * 25;
		const columns: StoredColumn[] = [];
		for (let at = start; columns.length < count; at += 25) {
			const nameLength = definition.readUInt16LE(namePosition);
			const name = this.source.parts.uncompressText(
				definition.subarray(namePosition + 2, namePosition + 2 + nameLength),
				this.source.pages.format,
			);
			namePosition += 2 + nameLength;
			const type = COLUMN_TYPES[definition.readUInt8(at)] ?? 'other';
			const fixed = (definition.readUInt8(at + 15) & 0x01) !== 0;
			columns.push({
				name,
				type,
				...(type === 'text' ? { length: definition.readUInt16LE(at + 23) / 2 } : {}),
				number: definition.readUInt16LE(at + 5),
				fixedOffset: fixed ? definition.readUInt16LE(at + 21) : undefined,
				variableIndex: definition.readUInt16LE(at + 7),
			});
		}
		return columns.sort((a, b) => a.number - b.number);
	}

	private dataPage(pageNumber: number): Buffer {
		const page = this.source.pages.getPage(pageNumber);
		if (page[0] !== PAGE_DATA || page.readUInt32LE(4) !== this.definitionPage) {
			throw new Error(`page ${pageNumber} does not belong to the table`);
		}
		return page;
	}

	private enterRow(field: RowField, page: Buffer, row: number): void {
		let slot = page.readUInt16LE(14 + row * 2);
		let at = row;
		let where = page;
		for (let hops = 0; (slot & ROW_OVERFLOW) !== 0; hops++) {
			if (hops > 100) throw new Error('a moved row goes in circles');
			const pointer = where.readUInt32LE(slot & ROW_OFFSET);
			where = this.dataPage(pointer >>> 8);
			at = pointer & 0xff;
			slot = where.readUInt16LE(14 + at * 2);
		}
		const end = rowEnd(this.source.pages, where, at);
		field.enter(where, slot & ROW_OFFSET, end, this.hasVariableColumns);
	}

	private reader(column: StoredColumn): (field: RowField) => Cell {
		const { number } = column;
		if (column.type === 'boolean') return (field) => field.has(number);
		const decode = this.decoder(column.type);
		const { fixedOffset, variableIndex } = column;
		const find =
			fixedOffset === undefined
				? (field: RowField) => field.findVariable(variableIndex)
				: (field: RowField) => field.findFixed(fixedOffset);
		return (field) =>
			field.has(number) && find(field) ? decode(field.page, field.from, field.to) : null;
	}

	private decoder(type: ColumnType): (page: Buffer, from: number, to: number) => Cell {
		const { parts, pages, cells } = this.source;
		switch (type) {
			case 'text':
				return (page, from, to) => parts.uncompressText(page.subarray(from, to), pages.format);
			case 'memo':
				return (page, from, to) =>
					parts.uncompressText(memoBytes(this.source, page.subarray(from, to)), pages.format);
			case 'byte':
				return (page, from) => page.readUInt8(from);
			case 'short':
				return (page, from) => page.readInt16LE(from);
			case 'long':
				return (page, from) => page.readInt32LE(from);
			case 'currency':
				return (page, from) => readCurrency(page, from, cells);
			case 'single':
				return remembered((page, from) => page.readFloatLE(from), cells.singleText);
			case 'double':
				return (page, from) => cells.plainText(page.readDoubleLE(from));
			case 'datetime':
				return remembered((page, from) => page.readDoubleLE(from), datetimeText);
			case 'boolean':
			case 'other':
				throw new Error(`a column of type ${type} has no bytes that are read`);
		}
	}
}

/** Amounts and dates become longer as text than they are in the file: room for some ten million of them. */
const MOST_NUMBERS_AS_TEXT = 256 * 1024 * 1024;

const MEMO_HERE = 0x8000_0000;
const MEMO_IN_ONE_ROW = 0x4000_0000;
const MEMO_LENGTH = 0x3fff_ffff;

/** A memo's bytes: in its row when short, in a row of another page, or in a chain of such rows. */
export function memoBytes({ pages, size }: AccessSource, field: Buffer): Buffer {
	if (field.length === 0) return field;
	const head = field.readUInt32LE(0);
	const length = head & MEMO_LENGTH;
	// A chain that goes in circles would otherwise be followed for a gigabyte.
	if (length > size) throw new Error('a memo is longer than the file');
	if ((head & MEMO_HERE) !== 0) return wholeMemo(field.subarray(12, 12 + length), length);
	let pointer = field.readUInt32LE(4);
	if ((head & MEMO_IN_ONE_ROW) !== 0) {
		return wholeMemo(rowBytes(pages, pointer).subarray(0, length), length);
	}
	const parts: Buffer[] = [];
	let missing = length;
	while (pointer !== 0 && missing > 0) {
		const row = rowBytes(pages, pointer);
		const part = row.subarray(4, 4 + missing);
		if (part.length === 0) break;
		parts.push(part);
		missing -= part.length;
		pointer = row.readUInt32LE(0);
	}
	return wholeMemo(Buffer.concat(parts), length);
}

function wholeMemo(bytes: Buffer, length: number): Buffer {
	if (bytes.length !== length) throw new Error('a memo is shorter than it says');
	return bytes;
}

/** @param pointer page number and, in the lowest byte, row */
function rowBytes(pages: AccessPages, pointer: number): Buffer {
	const page = pages.getPage(pointer >>> 8);
	const row = pointer & 0xff;
	return page.subarray(page.readUInt16LE(14 + row * 2) & ROW_OFFSET, rowEnd(pages, page, row));
}

/** Rows fill a page from its end: each ends where the one before it starts. */
function rowEnd(pages: AccessPages, page: Buffer, row: number): number {
	return row === 0 ? pages.format.pageSize : page.readUInt16LE(12 + row * 2) & ROW_OFFSET;
}

/** The place of one column's bytes in the row that was entered last; reused, so that rows cost no objects. */
class RowField {
	page: Buffer = Buffer.alloc(0);
	from = 0;
	to = 0;
	private start = 0;
	private columnCount = 0;
	private maskStart = 0;
	private variableCount = 0;

	enter(page: Buffer, start: number, end: number, hasVariableColumns: boolean): void {
		this.page = page;
		this.start = start;
		this.columnCount = page.readUInt16LE(start);
		this.maskStart = end - ((this.columnCount + 7) >> 3);
		if (this.maskStart < start + 2) throw new Error('a row is shorter than its parts');
		this.variableCount = hasVariableColumns ? page.readUInt16LE(this.maskStart - 2) : 0;
	}

	/** A row written before a column was added to its table ends before it. */
	has(columnNumber: number): boolean {
		if (columnNumber >= this.columnCount) return false;
		return (
			((this.page[this.maskStart + (columnNumber >> 3)] ?? 0) & (1 << (columnNumber & 7))) !== 0
		);
	}

	findFixed(offset: number): boolean {
		this.from = this.start + 2 + offset;
		if (this.from >= this.maskStart) throw new Error('a row is shorter than its parts');
		return true;
	}

	findVariable(index: number): boolean {
		if (index >= this.variableCount) return false;
		const offsets = this.maskStart - 4;
		this.from = this.start + this.page.readUInt16LE(offsets - index * 2);
		this.to = this.start + this.page.readUInt16LE(offsets - index * 2 - 2);
		if (this.to < this.from || this.to > this.maskStart) {
			throw new Error('a row is shorter than its parts');
		}
		return true;
	}
}

const HIGH = 0x1_0000_0000;
/** Above this, high × 2³² + low is no exact number any more. */
const EXACT_HIGH = 0x1f_ffff;

function readCurrency(page: Buffer, from: number, cells: Cells): string {
	const high = page.readInt32LE(from + 4);
	return high > -EXACT_HIGH && high < EXACT_HIGH
		? cells.currencyText(high * HIGH + page.readUInt32LE(from))
		: cells.currencyText(page.readBigInt64LE(from));
}

/** Discounts and dates repeat: their texts are made once. */
function remembered(
	read: (page: Buffer, from: number) => number,
	textOf: (value: number) => string,
): (page: Buffer, from: number) => string {
	const texts = new Map<number, string>();
	return (page, from) => {
		const value = read(page, from);
		let text = texts.get(value);
		if (text === undefined) {
			text = textOf(value);
			if (texts.size < 100_000) texts.set(value, text);
		}
		return text;
	};
}

const DAY_ZERO = Date.UTC(1899, 11, 30);

/** Days since 1899-12-30; the fraction is the time of the day, also before that day (-1.25 is 6:00 on the 29th). */
function datetimeText(value: number): string {
	const days = Math.trunc(value);
	const seconds = Math.round(Math.abs(value - days) * 86_400);
	const date = new Date(DAY_ZERO + days * 86_400_000 + seconds * 1000);
	const text = date.toISOString();
	return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
