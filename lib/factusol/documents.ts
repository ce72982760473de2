/**
 * The two kinds of document this package writes, as tables and columns. Both are a header keyed by (series, number)
 * and lines keyed by (series, number, position).
 */
export interface DocumentKind {
	/** For messages: "purchase order". */
	name: string;
	/** For messages in Spanish: "pedido a proveedor". */
	spanishName: string;
	headerTable: string;
	lineTable: string;
	/** Columns by what they hold. */
	series: string;
	number: string;
	reference: string;
	party: string;
	lineSeries: string;
	lineNumber: string;
	linePosition: string;
	/** Columns without which a document would be wrong; others are left out when the file lacks them. */
	requiredHeader: readonly string[];
	requiredLine: readonly string[];
}

export const PURCHASE_ORDER: DocumentKind = {
	name: 'purchase order',
	spanishName: 'pedido a proveedor',
	headerTable: 'F_PPR',
	lineTable: 'F_LPP',
	series: 'TIPPPR',
	number: 'CODPPR',
	reference: 'REFPPR',
	party: 'PROPPR',
	lineSeries: 'TIPLPP',
	lineNumber: 'CODLPP',
	linePosition: 'POSLPP',
	requiredHeader: ['TIPPPR', 'CODPPR', 'REFPPR', 'FECPPR', 'PROPPR', 'ESTPPR', 'TOTPPR'],
	requiredLine: [
		'TIPLPP',
		'CODLPP',
		'POSLPP',
		'ARTLPP',
		'DESLPP',
		'CANLPP',
		'PRELPP',
		'TOTLPP',
		'PENLPP',
		'IVALPP',
	],
};

export const CUSTOMER_ORDER: DocumentKind = {
	name: 'customer order',
	spanishName: 'pedido de cliente',
	headerTable: 'F_PCL',
	lineTable: 'F_LPC',
	series: 'TIPPCL',
	number: 'CODPCL',
	reference: 'REFPCL',
	party: 'CLIPCL',
	lineSeries: 'TIPLPC',
	lineNumber: 'CODLPC',
	linePosition: 'POSLPC',
	requiredHeader: ['TIPPCL', 'CODPCL', 'REFPCL', 'FECPCL', 'CLIPCL', 'ESTPCL', 'TOTPCL'],
	requiredLine: [
		'TIPLPC',
		'CODLPC',
		'POSLPC',
		'ARTLPC',
		'DESLPC',
		'CANLPC',
		'PRELPC',
		'TOTLPC',
		'PENLPC',
		'IVALPC',
	],
};
