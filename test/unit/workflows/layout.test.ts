import { z } from 'zod';

import { shippedWorkflows } from '../../../demo/shipped';

/** What n8n 2.41 draws, in the units of its canvas. */
const NODE = 96;
/** A name of two lines and what the node does, below it; names are wider than nodes. */
const LABEL = { height: 64, overhang: 32 };
/** Lines end in the middle of each output; a node with many outputs is higher. */
const OUTPUT_STEP = 32;

interface Point {
	x: number;
	y: number;
}
interface Box extends Point {
	width: number;
	height: number;
}

const nodeSchema = z.object({
	name: z.string(),
	type: z.string(),
	position: z.tuple([z.number(), z.number()]),
	onError: z.string().optional(),
	parameters: z.object({
		width: z.number().optional(),
		height: z.number().optional(),
		color: z.number().optional(),
	}),
});
type Node = z.infer<typeof nodeSchema>;

const connectionsSchema = z.record(
	z.object({ main: z.array(z.array(z.object({ node: z.string() })).nullable()) }),
);

interface Line {
	from: string;
	to: string;
	/** Points along the curve, from left to right. */
	points: Point[];
}

interface Drawing {
	name: string;
	nodes: Node[];
	notes: Node[];
	/** What each output of a node leads to, by the name of the node. */
	outputs: Map<string, string[][]>;
	lines: Line[];
	boxes: Map<string, Box>;
}

const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';

function drawingOf(workflow: { name: string; nodes: unknown; connections?: unknown }): Drawing {
	const all = z.array(nodeSchema).parse(workflow.nodes);
	const connections = connectionsSchema.parse(workflow.connections);
	const outputs = new Map(
		Object.entries(connections).map(([from, { main }]) => [
			from,
			main.map((targets) => (targets ?? []).map(({ node }) => node)),
		]),
	);
	const boxes = new Map(all.map((node) => [node.name, boxOf(node, outputs.get(node.name))]));
	const box = (name: string): Box => {
		const found = boxes.get(name);
		if (!found) throw new Error(`${workflow.name}: there is no node "${name}"`);
		return found;
	};
	const lines = [...outputs].flatMap(([from, each]) =>
		each.flatMap((targets, output) =>
			targets.map((to) => ({
				from,
				to,
				points: curve(outputAt(box(from), output, each.length), inputAt(box(to))),
			})),
		),
	);
	return {
		name: workflow.name,
		nodes: all.filter((node) => !isNote(node)),
		notes: all.filter(isNote),
		outputs,
		lines,
		boxes,
	};
}

function boxOf({ position: [x, y], parameters, ...node }: Node, outputs: string[][] = []): Box {
	if (node.type === 'n8n-nodes-base.stickyNote') {
		const { width = 240, height = 160 } = parameters;
		return { x, y, width, height };
	}
	return { x, y, width: NODE, height: Math.max(NODE, (outputs.length + 1) * OUTPUT_STEP) };
}

const outputAt = ({ x, y, width, height }: Box, output: number, count: number): Point => ({
	x: x + width,
	y: y + height / 2 + (output - (count - 1) / 2) * OUTPUT_STEP,
});

const inputAt = ({ x, y, height }: Box): Point => ({ x, y: y + height / 2 });

/** The curve that n8n draws: it leaves and arrives horizontally. */
function curve(from: Point, to: Point): Point[] {
	const bend = (to.x - from.x) / 2;
	const steps = 40;
	return Array.from({ length: steps + 1 }, (_, step) => {
		const t = step / steps;
		const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
		return {
			x: a * from.x + b * (from.x + bend) + c * (to.x - bend) + d * to.x,
			y: (a + b) * from.y + (c + d) * to.y,
		};
	});
}

const withLabel = ({ x, y, width, height }: Box): Box => ({
	x: x - LABEL.overhang,
	y,
	width: width + 2 * LABEL.overhang,
	height: height + LABEL.height,
});

const overlap = (one: Box, other: Box) =>
	one.x < other.x + other.width &&
	other.x < one.x + one.width &&
	one.y < other.y + other.height &&
	other.y < one.y + one.height;

const inside = ({ x, y }: Point, box: Box) =>
	x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;

/** Height of a line at a place that it passes. */
function heightAt({ points }: Line, x: number): number | undefined {
	const after = points.findIndex((point) => point.x >= x);
	const [left, right] = [points[after - 1], points[after]];
	if (!left || !right) return undefined;
	return left.y + ((x - left.x) / (right.x - left.x)) * (right.y - left.y);
}

/** Lines that begin or end in one node may touch there; to cross, one must go from above to below the other. */
function cross(one: Line, other: Line): boolean {
	const sides = one.points.flatMap((point) => {
		const height = heightAt(other, point.x);
		if (height === undefined || Math.abs(point.y - height) < 4) return [];
		return [Math.sign(point.y - height)];
	});
	return new Set(sides).size > 1;
}

const pairs = <Item>(items: readonly Item[]): (readonly [Item, Item])[] =>
	items.flatMap((item, index) => items.slice(index + 1).map((other) => [item, other] as const));

describe.each(shippedWorkflows().map(({ workflow }) => drawingOf(workflow)))(
	'the drawing of “$name”',
	({ nodes, notes, outputs, lines, boxes }) => {
		const box = ({ name }: Node) => boxes.get(name) ?? { x: 0, y: 0, width: 0, height: 0 };
		const names = (found: (readonly [Node, Node])[]) =>
			found.map((pair) => pair.map(({ name }) => name));

		it('has nodes and sticky notes that do not lie over each other', () => {
			const shapes = [
				...nodes.map((node) => [node, withLabel(box(node))] as const),
				...notes.map((note) => [note, box(note)] as const),
			];
			const touching = pairs(shapes).filter(([[, one], [, other]]) => overlap(one, other));
			expect(names(touching.map(([[one], [other]]) => [one, other] as const))).toEqual([]);
		});

		it('reads from left to right', () => {
			const back = lines.filter(({ points }) => {
				const [first] = points;
				const last = points.at(-1);
				return !first || !last || last.x - first.x < NODE / 2;
			});
			expect(back.map(({ from, to }) => [from, to])).toEqual([]);
		});

		it('has no lines that cross', () => {
			const crossing = pairs(lines).filter(([one, other]) => cross(one, other));
			expect(crossing.map((pair) => pair.map(({ from, to }) => `${from} → ${to}`))).toEqual([]);
		});

		it('has no line behind a node, a name or a note', () => {
			const hidden = lines.flatMap(({ from, to, points }) =>
				[...nodes, ...notes]
					.filter(({ name }) => name !== from && name !== to)
					.filter((each) => points.some((point) => inside(point, box(each))))
					.map(({ name }) => `${from} → ${to} behind ${name}`),
			);
			expect(hidden).toEqual([]);
		});

		it('shows where every failure goes', () => {
			const open = nodes.filter(
				({ name, onError }) =>
					onError === 'continueErrorOutput' &&
					((outputs.get(name)?.length ?? 0) < 2 ||
						outputs.get(name)?.some((targets) => targets.length === 0)),
			);
			expect(open.map(({ name }) => name)).toEqual([]);
		});

		it('leaves no node alone', () => {
			const reached = new Set(lines.flatMap(({ from, to }) => [from, to]));
			expect(nodes.filter(({ name }) => !reached.has(name)).map(({ name }) => name)).toEqual([]);
		});

		it('explains itself on notes of different colours, above the nodes', () => {
			const colours = notes.map(({ parameters }) => parameters.color);
			expect(colours.length).toBeGreaterThan(1);
			expect(new Set(colours).size).toBe(colours.length);
			const top = Math.min(...nodes.map((node) => box(node).y));
			expect(notes.some((note) => box(note).y + box(note).height <= top)).toBe(true);
		});

		it('has names in Spanish, none of them n8n’s own', () => {
			const english =
				/\b(the|when|if|set|edit|fields|trigger|node|send|get|schedule|webhook|http|filter|stop|error|execute|clicking)\b/i;
			const all = [...nodes, ...notes].map(({ name }) => name);
			expect(all.filter((name) => english.test(name))).toEqual([]);
			expect(new Set(all).size).toBe(all.length);
		});
	},
);
