import fc from 'fast-check';

/** What has been read as something else somewhere: SQL, HTML, expressions, formulas, paths, formats. */
const PIECES = [
	"'; DROP TABLE F_PPR; --",
	"' OR '1'='1",
	'{{ $json.password }}',
	'={{ $env.HOME }}',
	'=HYPERLINK("http://x","y")',
	'+cmd|calc',
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	'${7*7}',
	'%s%n',
	'../../etc/passwd',
	'\\\\server\\share',
	'__proto__',
	'constructor',
	'\0',
	'\u0001',
	'\u001b[31m',
	'\r\nX: y',
	'\u202e',
	'\u200f',
	'\ufeff',
	'\ud83d',
	'😀',
	'ñ',
	'İ',
	"'",
	'|',
	'NaN',
	'1e999',
	'-0',
	'99999999999999999999999999999.99999',
	'2026-02-30',
];

/** Texts of all lengths up to 100 kB, with zero bytes, lone surrogates and right-to-left marks among them. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((p) => p.join('')),
	},
	{ weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
	{
		weight: 1,
		arbitrary: fc
			.constantFrom(...PIECES)
			.map((piece) => piece.repeat(1 + Math.floor(100_000 / piece.length))),
	},
);

/** Numbers at and beyond every edge. */
export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
	fc.constantFrom(
		0,
		-0,
		1,
		-1,
		0.1,
		1e21,
		-1e21,
		1e308,
		5e-324,
		2 ** 31,
		2 ** 53,
		NaN,
		Infinity,
		-Infinity,
	),
	fc.double(),
	fc.integer(),
);

/** Anything that JSON, or an expression of n8n, can give. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
	hostileText,
	hostileNumber,
	fc.constantFrom(null, undefined, true, false, [], {}),
	fc.array(hostileText, { maxLength: 3 }),
	fc.dictionary(hostileText, fc.oneof(hostileText, hostileNumber, fc.constant(null)), {
		maxKeys: 4,
	}),
	fc.anything({ maxDepth: 3, maxKeys: 4 }),
);

/** An object that is right but for a few fields, which hold anything or are missing. */
export function spoiled<T extends object>(right: T): fc.Arbitrary<Record<string, unknown>> {
	const names = Object.keys(right);
	return fc
		.tuple(
			fc.subarray(names, { maxLength: 3 }),
			fc.array(anything, { minLength: 3, maxLength: 3 }),
			fc.boolean(),
		)
		.map(([spoilt, values, drop]) => {
			const result = { ...right } as Record<string, unknown>;
			for (const [place, name] of spoilt.entries()) {
				if (drop && place === 0) delete result[name];
				else result[name] = values[place];
			}
			return result;
		});
}
