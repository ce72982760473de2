/** One entry of a list to choose from, as a dropdown shows it. */
export interface Choice {
	/** What is stored when it is chosen. */
	code: string;
	/** What people know it by; may be empty. */
	name: string;
	/** What is worth knowing before it is chosen, such as "blocked". */
	note?: string;
}

export interface ChoicePage {
	choices: Choice[];
	/** Where the next page begins; null at the end. */
	next: number | null;
}

/** Entries that a dropdown gets at a time; the next ones come when somebody scrolls. */
export const CHOICES_PER_PAGE = 100;

/** `1 · OFICIT S.L.` */
export function choiceLabel({ code, name }: Choice): string {
	return name.trim() === '' ? code : `${code} · ${name.trim()}`;
}

/** Without case and accents: nobody types them when searching. */
function folded(text: string): string {
	return text
		.normalize('NFD')
		.replace(/\p{Diacritic}/gu, '')
		.toLowerCase();
}

/**
 * One page of the choices whose label contains every word of the filter.
 *
 * @param start index of the first entry among those that match; what is no index counts as 0
 */
export function choicePage(
	choices: readonly Choice[],
	filter: string,
	start: number,
	size = CHOICES_PER_PAGE,
): ChoicePage {
	const words = folded(filter)
		.split(/\s+/)
		.filter((word) => word !== '');
	const matching =
		words.length === 0
			? choices
			: choices.filter((choice) => {
					const label = folded(choiceLabel(choice));
					return words.every((word) => label.includes(word));
				});
	const from = Number.isInteger(start) && start > 0 ? start : 0;
	const end = from + size;
	return {
		choices: matching.slice(from, end),
		next: end < matching.length ? end : null,
	};
}
