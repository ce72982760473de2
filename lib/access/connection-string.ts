import type { Engine } from './literals';

/**
 * A value inside a connection string: in braces when it would end or be read otherwise without them. Not every
 * driver understands braces, so a plain value stays plain, "C:\\Program Files (x86)" included.
 */
function braced(value: string): string {
	return /;|^\{|^\s|\s$/.test(value) ? `{${value.replaceAll('}', '}}')}}` : value;
}

/** Connection string for Microsoft's Access driver. ExtendedAnsiSQL makes its SQL behave as the standard says. */
export function accessDriverString(file: string, password: string | undefined): string {
	const parts = [
		'Driver={Microsoft Access Driver (*.mdb, *.accdb)}',
		`DBQ=${braced(file)}`,
		...(password ? [`PWD=${braced(password)}`] : []),
		'ExtendedAnsiSQL=1',
	];
	return `${parts.join(';')};`;
}

/**
 * Whether a connection leads to the Access engine, which reads texts in its own way. What hides behind a name of
 * a data source (DSN) is not said; on Windows it is taken for Access.
 */
export function engineOf(connectionString: string): Engine {
	const isAccess =
		/microsoft access/i.test(connectionString) ||
		(process.platform === 'win32' && /(?:^|;)\s*DSN\s*=/i.test(connectionString));
	return isAccess ? 'access' : 'standard';
}

/**
 * Connection string made from a person's template: `{file}` and `{password}` are replaced, everything else stays
 * as it was written.
 */
export function templateString(
	template: string,
	file: string,
	password: string | undefined,
): string {
	return template.replace(/\{(file|password)\}/gi, (_, name: string) =>
		braced(name.toLowerCase() === 'file' ? file : (password ?? '')),
	);
}
