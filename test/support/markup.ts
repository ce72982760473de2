/** Every tag of a page with the names of its attributes, in order: what a text must never be able to change. */
export function skeleton(page: string): string[] {
	return [...page.replace(/<style>[\s\S]*?<\/style>/g, '').matchAll(/<[^>]*>?/g)].map(([tag]) =>
		tag.replace(/"[^"]*"/g, '""').replace(/\s+/g, ' '),
	);
}

/** Texts that try to break out of where they are put: into markup, an attribute, a script, an expression of n8n. */
export const HOSTILE = [
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	"' onmouseover='alert(1)",
	'</title></style><svg/onload=alert(1)>',
	'`-alert(1)-`',
	'--><script>alert(1)</script><!--',
	'{{ $json.html }} {{ 7*7 }} ={{ $env }} ${7*7} <%= 7*7 %>',
	'javascript:alert(1)',
	'&lt;script&gt; &#60;script&#62; &amp;',
	'\u202ecod.exe\u0000\u0007',
	'\ud800 solo',
] as const;
