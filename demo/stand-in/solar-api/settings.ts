import { z } from 'zod';

/** What the mall's manual would say, if it were public: each is a guess with its alternative. */
export const settingsSchema = z
	.object({
		user: z.string().default('locatario'),
		password: z.string().default('Stand-In-1'),
		idCliente: z.string().default('000123'),
		tokenLifeSeconds: z.number().default(3600),
		/** One bad voucher refuses the whole batch, or the others are stored. */
		batchMode: z.enum(['atomic', 'partial']).default('atomic'),
		/** Off, a voucher that is sent twice is stored twice: then only the sender can prevent it. */
		detectDuplicates: z.boolean().default(true),
		acceptedBody: z.enum(['empty', 'json', 'html']).default('json'),
		byteOrderMark: z.boolean().default(false),
		/** How often each message of a 422 is said. */
		repeatMessages: z.number().int().min(1).default(1),
		typeCodeWidth: z.number().int().default(3),
		pointOfSaleWidth: z.number().int().default(4),
		numberWidth: z.number().int().default(8),
		/** Largest batch that is taken; a larger one is refused with 413. */
		largestBatch: z.number().int().min(1).default(1000),
	})
	.strict();

export type SolarSettings = z.output<typeof settingsSchema>;
export type SolarSettingsInput = z.input<typeof settingsSchema>;
