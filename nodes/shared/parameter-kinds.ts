import { z } from 'zod';

import { isDecimalText } from '../../lib/money';
import { commaList } from './comma-list';
import { chosenValue } from './locator';

/** Reads whatever a field or an expression gives. */
export type Kind<Output> = z.ZodType<Output, z.ZodTypeDef, unknown>;

/** @param words what the field takes, as the sentence about another value says it */
function kind<Output>(words: string, schema: Kind<Output>): Kind<Output> {
	return z.unknown().transform((value, context): Output => {
		const parsed = schema.safeParse(value);
		if (parsed.success) return parsed.data;
		context.addIssue({ code: 'custom', message: words });
		return z.NEVER;
	});
}

const plain = z.union([z.string(), z.number().finite().transform(String)]);

/** Text or a number; `''` when there is none. Blanks around it stay: in some fields they count. */
export const text: Kind<string> = kind(
	'a text',
	plain.nullish().transform((value) => value ?? ''),
);

export const trimmed: Kind<string> = kind(
	'a text',
	text.transform((value) => value.trim()),
);

export const filledText: Kind<string> = kind(
	'a text',
	trimmed.refine((value) => value !== ''),
);

/** Several texts, also as one with commas. None is an empty list. */
export const texts: Kind<string[]> = kind(
	'texts, as a list or separated by commas',
	z
		.union([plain, z.array(plain.nullish())])
		.nullish()
		.transform(commaList),
);

/** A day or moment as text, also as the moment that `$now` is. */
export const moment: Kind<string> = kind(
	'a day such as 2026-03-14',
	z.union([
		trimmed,
		z
			.custom<{ toISO: () => unknown }>(isDateTime)
			.transform((value) => value.toISO())
			.pipe(z.string()),
	]),
);

function isDateTime(value: unknown): boolean {
	return (
		typeof value === 'object' &&
		value !== null &&
		'toISO' in value &&
		typeof value.toISO === 'function'
	);
}

interface Range {
	least: number;
	most?: number;
}

/** Nothing is no number: it must not become 0. Text from an expression may be one. */
function numberKind(words: string, { least, most }: Range, schema: z.ZodNumber): Kind<number> {
	const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
	const fromText = z.string().trim().refine(isDecimalText).transform(Number);
	const inRange = schema.min(least).max(most ?? Number.MAX_SAFE_INTEGER);
	return kind(`${words} ${range}`, z.union([z.number(), fromText]).pipe(inRange));
}

export const number = (range: Range): Kind<number> => numberKind('a number', range, z.number());

export const wholeNumber = (range: Range): Kind<number> =>
	numberKind('a whole number', range, z.number().int());

/** Days to look back: a date that many days ago still has four digits in its year. */
export const days = number({ least: 0, most: 500_000 });
/** The same for shorter times. */
export const hours = number({ least: 0, most: 10_000_000 });
export const minutes = number({ least: 0, most: 100_000_000 });

/** Nothing is neither: what it would mean is for the person to say. */
export const flag: Kind<boolean> = kind(
	'true or false',
	z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]),
);

/** One of the values of a field with options. */
export const choice = <const Values extends readonly [string, ...string[]]>(
	values: Values,
): Kind<Values[number]> => kind(quoted(values, 'or'), z.enum(values));

/** Some of the values of a field with several choices, also as one text with commas. */
export const choices = <const Values extends readonly [string, ...string[]]>(
	values: Values,
): Kind<Array<Values[number]>> =>
	kind(`any of ${quoted(values, 'and')}`, texts.pipe(z.array(z.enum(values))));

function quoted(values: readonly string[], word: string): string {
	const all = values.map((value) => `"${value}"`);
	return all.length === 1 ? `${all[0]}` : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`;
}

const chosen = <Output>(schema: Kind<Output>): Kind<Output> =>
	z.unknown().transform(chosenValue).pipe(schema);

/** What is chosen from a list or typed as a code, without blanks around it; `''` when nothing is. */
export const chosenCode: Kind<string> = kind('a code', chosen(trimmed));

/** The same where codes are numbers, as those of suppliers and customers are; 0 when nothing is chosen. */
export const chosenNumber: Kind<number> = kind(
	'a code of digits',
	chosenCode.refine((value) => value === '' || /^\d{1,10}$/.test(value)).transform(Number),
);

/** What a text says as JSON, or what is no text, for somebody else to look at; undefined when the text is no JSON. */
export const json: Kind<unknown> = z.unknown().transform(parsedJson);

/** A JSON object, or its text. */
export const jsonObject: Kind<Record<string, unknown>> = kind(
	'a JSON object',
	json.pipe(z.record(z.unknown())),
);

/** The same where nothing may be given. */
export const optionalJsonObject: Kind<Record<string, unknown> | undefined> = kind(
	'a JSON object',
	z.union([
		jsonObject,
		z
			.enum([''])
			.optional()
			.transform(() => undefined),
	]),
);

function parsedJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return undefined;
	}
}

const OPTIONS = 'options by their names';

/** The options of a collection by their names. */
export function collection<Shape extends z.ZodRawShape>(shape: Shape) {
	const options = z.object(shape, { invalid_type_error: OPTIONS });
	return options.nullish().transform((value) => value ?? options.parse({}));
}

/** A collection of which somebody else looks at the options that are not named here. */
export function openCollection(shape: z.ZodRawShape): Kind<Record<string, unknown>> {
	const options = z.object(shape, { invalid_type_error: OPTIONS }).passthrough();
	return options.nullish().transform((value) => value ?? {});
}

/** The rows of a fixed collection, each with a key and a value. */
export const entries: Kind<Record<string, string>> = kind(
	'rows with two values each',
	z
		.object({ entries: z.array(z.object({ key: chosenCode, value: chosenCode })).default([]) })
		.transform((rows) => Object.fromEntries(rows.entries.map(({ key, value }) => [key, value]))),
);

/** An option that is not added, or whose expression finds nothing, has this value. */
export function optional<Output>(schema: Kind<Output>): Kind<Output | undefined>;
export function optional<Output>(schema: Kind<Output>, otherwise: Output): Kind<Output>;
export function optional<Output>(schema: Kind<Output>, otherwise?: Output) {
	return schema.nullish().transform((value) => value ?? otherwise);
}
