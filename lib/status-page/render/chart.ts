import type { Counts } from '../../ledger/types';
import { html } from '../html';
import type { Html } from '../html';
import { dayNumber, dayText } from '../times';
import { numberText } from '../words';

export interface ChartDay {
	day: Date;
	counts: Counts;
}

/** What is drawn over each other, from the bottom up. */
const PARTS = [
	{ tone: 'good', name: 'Completados', of: ({ done }: Counts) => done },
	{ tone: 'wait', name: 'Retenidos y abandonados', of: ({ held, dead }: Counts) => held + dead },
	{
		tone: 'busy',
		name: 'Pendientes y en proceso',
		of: ({ pending, claimed }: Counts) => pending + claimed,
	},
	{ tone: 'calm', name: 'Omitidos', of: ({ skipped }: Counts) => skipped },
] as const;

const WIDTH = 560;
const HEIGHT = 150;
const LEFT = 44;
const TOP = 12;
const BOTTOM = 24;

/** A round number that is not below the highest bar. */
function scaleEnd(highest: number): number {
	const power = 10 ** Math.floor(Math.log10(Math.max(1, highest)));
	const factor = [1, 2, 4, 5, 10].find((each) => each * power >= highest) ?? 10;
	return Math.max(2, factor * power);
}

/** Bars of the last days, with the same numbers as a table for those who do not see them. */
export function chart(id: string, days: readonly ChartDay[], zone: string): Html {
	const totals = days.map(({ counts }) => PARTS.reduce((sum, { of }) => sum + of(counts), 0));
	const end = scaleEnd(Math.max(0, ...totals));
	const floor = HEIGHT - BOTTOM;
	const step = (WIDTH - LEFT) / Math.max(1, days.length);
	const height = (amount: number) => (amount / end) * (floor - TOP);
	const parts = PARTS.filter(({ of }) => days.some(({ counts }) => of(counts) > 0));
	const bars = days.map(({ day, counts }, place) => {
		const x = LEFT + place * step + step * 0.15;
		let y = floor;
		const rects = parts.map(({ tone, of }) => {
			const amount = of(counts);
			if (amount === 0) return null;
			// A single one among thousands is still to be seen.
			const tall = Math.max(2, height(amount));
			y -= tall;
			return html`<rect
				class="bar ${tone}"
				x="${x.toFixed(1)}"
				y="${y.toFixed(1)}"
				width="${(step * 0.7).toFixed(1)}"
				height="${tall.toFixed(1)}"
			/>`;
		});
		return html`${rects}<text class="tick" x="${(x + step * 0.35).toFixed(1)}" y="${HEIGHT - 6}"
				>${dayNumber(day, zone)}</text
			>`;
	});
	const lines = [0, end / 2, end].map(
		(value) =>
			html`<line
					class="grid"
					x1="${LEFT}"
					x2="${WIDTH}"
					y1="${(floor - height(value)).toFixed(1)}"
					y2="${(floor - height(value)).toFixed(1)}"
				/><text class="tick end" x="${LEFT - 8}" y="${(floor - height(value) + 4).toFixed(1)}"
					>${numberText(value)}</text
				>`,
	);
	return html`<figure class="chart">
		<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc">
			<title id="${id}-title">Los últimos ${days.length} días</title>
			<desc id="${id}-desc">${description(days, parts, totals)}</desc>
			${lines}${bars}
		</svg>
		<figcaption>
			<ul class="legend">
				${parts.map(({ tone, name }) => html`<li><span class="dot ${tone}"></span>${name}</li>`)}
			</ul>
			<details>
				<summary>Ver los números</summary>
				<div class="scroll" role="region" aria-label="Números por día" tabindex="0">
					<table>
						<thead>
							<tr>
								<th scope="col">Día</th>
								${parts.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
							</tr>
						</thead>
						<tbody>
							${days
								.map(
									({ day, counts }) =>
										html`<tr>
											<th scope="row">${dayText(day, zone)}</th>
											${parts.map(
												({ of }) => html`<td class="number">${numberText(of(counts))}</td>`,
											)}
										</tr>`,
								)
								.reverse()}
						</tbody>
					</table>
				</div>
			</details>
		</figcaption>
	</figure>`;
}

function description(
	days: readonly ChartDay[],
	parts: readonly (typeof PARTS)[number][],
	totals: readonly number[],
): string {
	if (parts.length === 0) return 'No ha pasado nada en estos días.';
	const sums = parts.map(
		({ name, of }) =>
			`${name}: ${numberText(days.reduce((sum, { counts }) => sum + of(counts), 0))}`,
	);
	const most = Math.max(...totals);
	return `${sums.join('; ')}. El día con más movimiento tuvo ${numberText(most)}.`;
}
