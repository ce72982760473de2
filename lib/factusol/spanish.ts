import { toFixedText } from '../money';
import type { Decimal } from '../money';

/** `1.234,56 €`: an amount in the messages that office people read. */
export function euros(amount: Decimal): string {
	const [whole = '0', cents = '00'] = toFixedText(amount, 2).split('.');
	return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.')},${cents} €`;
}

/** `1 línea`, `3 líneas` */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
	return `${amount} ${amount === 1 ? singular : plural}`;
}
