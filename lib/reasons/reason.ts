/** What a code says to office people, in Spanish: two sentences without the facts of a case. */
export interface ReasonWords {
	/** What happened. */
	what: string;
	/** What a person does, or that nobody has to do anything. */
	todo: string;
}

export type ReasonTable = Readonly<Record<string, ReasonWords>>;

const BY_ITSELF = 'Se repite solo.';
const RELEASE = 'Después libere el pedido en el libro.';
const INTEGRATOR = 'Avise al integrador con este texto.';

export const phrases = { BY_ITSELF, RELEASE, INTEGRATOR };
