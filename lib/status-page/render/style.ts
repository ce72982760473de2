/**
 * The whole style of the page. It is allowed by its hash (see page.ts), so nothing may be styled by an attribute.
 * Colours of words on their grounds keep a contrast of at least 4.5 in both schemes.
 */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f4f6f9;--card:#fff;--ink:#18212d;--muted:#55616f;--line:#d8dee7;--accent:#1553b7;--accent-ink:#fff;
--good:#0a6135;--good-ground:#e0f3e8;--good-bar:#2f9e63;--wait:#7d4200;--wait-ground:#fdeed6;--wait-bar:#e08a1e;
--bad:#9b1c18;--bad-ground:#fde6e4;--bad-bar:#cf3b34;--busy:#174c96;--busy-ground:#e3edfc;--busy-bar:#4b86d8;--calm:#485463;--calm-ground:#e9edf2;--calm-bar:#9aa6b4}
@media (prefers-color-scheme:dark){:root{--ground:#0e1319;--card:#171e27;--ink:#e7ecf3;--muted:#a6b1bf;--line:#2d3845;--accent:#8fb8ff;--accent-ink:#0b1626;
--good:#86e0ae;--good-ground:#11301f;--good-bar:#3fb273;--wait:#f6c583;--wait-ground:#38280f;--wait-bar:#d98b2b;
--bad:#ffa39d;--bad-ground:#3f1917;--bad-bar:#d9564f;--busy:#a5c8ff;--busy-ground:#15284a;--busy-bar:#5a93e6;--calm:#bac5d2;--calm-ground:#26303b;--calm-bar:#6b7888}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
.wrap{max-width:72rem;margin:0 auto;padding:0 1rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible,.scroll:focus-visible,main:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
h1,h2,h3,p,ul,ol,dl,figure{margin:0}
ul,ol{padding:0;list-style:none}
h1{font-size:1.5rem;line-height:1.25}
h2{font-size:1.2rem;margin:0 0 .75rem}
h3{font-size:1rem;margin:0 0 .5rem}
.muted{color:var(--muted)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip-link{position:absolute;left:-99rem}
.skip-link:focus{position:static;display:block;padding:.75rem 1rem;background:var(--card)}
header.bar{background:var(--card);border-bottom:1px solid var(--line)}
header.bar .wrap{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center;justify-content:space-between;padding-top:.75rem;padding-bottom:.75rem}
.brand{font-weight:700;color:var(--ink);text-decoration:none;font-size:1.05rem}
.brand small{font-weight:400;color:var(--muted);font-size:.95rem}
form.search{display:flex;gap:.5rem;flex:1 1 16rem;max-width:30rem;min-width:0}
form.search input{flex:1 1 auto;min-width:0}
input{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--muted);border-radius:8px;padding:.5rem .75rem;min-height:2.75rem}
input::placeholder{color:var(--muted);opacity:1}
button,.button{font:inherit;font-weight:600;cursor:pointer;border-radius:8px;border:1px solid var(--muted);background:var(--card);color:var(--ink);padding:.5rem 1rem;min-height:2.75rem}
button:hover{border-color:var(--ink)}
button.primary{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
main.wrap{padding-top:1.25rem;padding-bottom:3rem}
main:focus{outline:none}
section{margin-top:2rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem}
.headline{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;justify-content:space-between;border-left:6px solid var(--good-bar)}
.headline.wait{border-left-color:var(--wait-bar)}
.headline.bad{border-left-color:var(--bad-bar)}
.headline p{margin-top:.25rem}
.notice{margin-bottom:1rem;border-left:6px solid var(--good-bar)}
.notice.bad{border-left-color:var(--bad-bar)}
.badge{display:inline-block;border-radius:99px;padding:.05rem .65rem;font-size:.875rem;font-weight:600}
.badge.good{color:var(--good);background:var(--good-ground)}
.badge.wait{color:var(--wait);background:var(--wait-ground)}
.badge.bad{color:var(--bad);background:var(--bad-ground)}
.badge.busy{color:var(--busy);background:var(--busy-ground)}
.badge.calm{color:var(--calm);background:var(--calm-ground)}
.list{display:grid;gap:.75rem}
.entry{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;justify-content:space-between}
.entry .what{flex:1 1 24rem;min-width:0}
.entry .decide{flex:0 1 15rem;justify-content:flex-end}
.title{font-weight:600;margin-top:.25rem}
.reason{margin-top:.25rem}
.meta{margin-top:.25rem;font-size:.9rem}
.words,.key,dd{overflow-wrap:anywhere}
.words,.key,dd,td{unicode-bidi:isolate}
td{overflow-wrap:break-word}
td.number{white-space:nowrap}
.code{font-family:ui-monospace,Consolas,monospace;font-size:.85em}
.decide{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:flex-start}
summary{cursor:pointer;color:var(--accent);min-height:1.5rem}
.decide summary{padding:.6rem .25rem;font-weight:600}
form.skip{display:grid;gap:.5rem;margin-top:.25rem;max-width:22rem}
.hint{flex:1 0 100%;color:var(--muted);font-size:.9rem}
.entry .hint{text-align:right}
.more{margin-top:.75rem}
.grid2{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));align-items:start}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:left;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--muted);font-weight:600;font-size:.875rem;vertical-align:bottom}
tbody tr:last-child>*{border-bottom:0}
th.number,td.number{text-align:right;padding-right:0;padding-left:.75rem}
th.number+th:not(.number),td.number+td:not(.number){padding-left:1rem}
tbody th{font-weight:600;white-space:nowrap}
tbody th small{display:block;font-weight:400;color:var(--muted)}
time{white-space:nowrap}
.sources li{padding:.5rem 0;border-bottom:1px solid var(--line)}
.sources li:last-child{border-bottom:0}
.chart svg{display:block;width:100%;height:auto}
.grid{stroke:var(--line)}
.tick{fill:var(--muted);font-size:12px;text-anchor:middle}
.tick.end{text-anchor:end}
.bar.good{fill:var(--good-bar)}
.bar.wait{fill:var(--wait-bar)}
.bar.busy{fill:var(--busy-bar)}
.bar.calm{fill:var(--calm-bar)}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.9rem;margin:.5rem 0}
.dot{display:inline-block;width:.8rem;height:.8rem;border-radius:3px;margin-right:.4rem;vertical-align:-.05rem}
.dot.good{background:var(--good-bar)}
.dot.wait{background:var(--wait-bar)}
.dot.busy{background:var(--busy-bar)}
.dot.calm{background:var(--calm-bar)}
dl.facts{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.35rem 1rem}
dt{color:var(--muted)}
dd{margin:0}
.history li{padding:.6rem 0 .6rem 1rem;border-left:3px solid var(--line);margin-left:.25rem}
.history .when{font-size:.9rem;color:var(--muted)}
.pager{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;margin-top:1rem;align-items:center}
.empty{color:var(--muted)}
footer.wrap{color:var(--muted);font-size:.9rem;padding-bottom:2rem}
section>h3{margin-top:1.25rem}
@media (max-width:30rem){.entry .decide{flex-basis:100%;justify-content:flex-start}.entry .hint{text-align:left}dl.facts{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.tick{font-size:17px}.decide{width:100%}}
@media print{.decide,form.search,.skip-link,.pager{display:none}}
`;
