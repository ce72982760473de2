import { z } from 'zod';

/** The pieces that schemas of the configuration are made of; each message says what is expected. */

export function object<Shape extends z.ZodRawShape>(shape: Shape) {
	return z.object(shape).strict(`known settings here are ${Object.keys(shape).join(', ')}`);
}

export const text = (expected: string) =>
	z
		.string({ required_error: `is required: ${expected}`, invalid_type_error: expected })
		.trim()
		.min(1, expected);

export const whole = (expected: string, least: number, most: number) =>
	z
		.number({ required_error: `is required: ${expected}`, invalid_type_error: expected })
		.int(expected)
		.min(least, expected)
		.max(most, expected);

export const oneOf = <Value extends string>(...values: readonly [Value, ...Value[]]) =>
	z.enum(values, {
		errorMap: () => ({ message: `one of ${values.map((each) => `"${each}"`).join(', ')}` }),
	});

export const secret = {
	/** The database password of the file. Better: {@link passwordEnv}, which keeps it out of this file. */
	password: z.string().optional(),
	/** Name of the environment variable that holds the password. */
	passwordEnv: text('the name of an environment variable').optional(),
};

export function expecting(expected: string): z.ZodErrorMap {
	return (issue, context) => ({
		message:
			issue.code === 'invalid_union_discriminator' || issue.code === 'invalid_type'
				? expected
				: context.defaultError,
	});
}
