/** A Markdown table whose columns are also aligned for the terminal; numbers to the right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = heads.map((head, column) =>
		Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)),
	);
	const toTheRight = heads.map((_, column) =>
		rows.every((row) => /^[\d.,]+( \D+)?$/.test(row[column] ?? '')),
	);
	const line = (cells: readonly string[]) =>
		`| ${cells
			.map((cell, column) => {
				const width = widths[column] ?? 0;
				return toTheRight[column] ? cell.padStart(width) : cell.padEnd(width);
			})
			.join(' | ')} |`;
	const rule = widths.map((width, column) =>
		toTheRight[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
	);
	return [line(heads), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** As many digits as a measurement on a busy machine deserves. */
export function figure(value: number): string {
	if (value >= 100) return Math.round(value).toLocaleString('en');
	return value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2);
}

export const ms = (value: number): string => `${figure(value)} ms`;

export const met = (is: boolean): string => (is ? 'yes' : 'NO');
