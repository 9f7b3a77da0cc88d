/** The report's style sheet: the window's colours, both themes, and paper. */

const DARK = `color-scheme:dark;--ground:#15171b;--panel:#1a1d22;--line:#2c313a;--ink:#e8eaed;--dim:#a9b1bb;--faint:#8d97a3;
--candidate:#ee8f3f;--reference:#5fa8e8;--high:#f2776a;--medium:#e2b34b;--same:#3a414b;--noise:#22262c;--on:#14171b;
--library:#4d4a63;--runtime:#3d4d5c;--native:#46514a;--kernel:#51453f;--gc:#6d4052;--idle:#24282e;--synthetic:#333941`;

const LIGHT = `color-scheme:light;--ground:#f7f8f9;--panel:#fff;--line:#dfe3e7;--ink:#1a1e23;--dim:#4c5561;--faint:#626c78;
--candidate:#b25007;--reference:#1b69aa;--high:#b92f22;--medium:#8a5a00;--same:#d5dadf;--noise:#eceff1;--on:#fff;
--library:#d9d5ea;--runtime:#cddbe7;--native:#d3ded3;--kernel:#e4d9d0;--gc:#f0cbd8;--idle:#e9ecee;--synthetic:#dde1e5`;

/** Strength of a difference, 1 to 5 → share of the build's colour. */
const STRENGTHS = [16, 32, 48, 84, 100];

const differences = STRENGTHS.flatMap((share, index) =>
  (['candidate', 'reference'] as const).map(
    (side) =>
      `.${side[0]}${index + 1} rect{fill:color-mix(in oklab,var(--${side}) ${share}%,var(--same))}` +
      (share > 80 ? `.${side[0]}${index + 1} text{fill:var(--on)}` : ''),
  ),
).join('\n');

const kinds = ['library', 'runtime', 'native', 'kernel', 'gc', 'idle', 'synthetic']
  .map((kind) => `.k-${kind} rect{fill:var(--${kind})}`)
  .join('');

/** CSS text; names no URL. */
export const REPORT_STYLE = `
:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1208px;padding:24px;background:var(--ground);color:var(--ink);font:13px/1.45 Inter,system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:17px;line-height:1.4;font-weight:600;margin:4px 0}
h2{font-size:14px;font-weight:600;margin:32px 0 8px}
h3{font-size:13px;font-weight:600;margin:20px 0 6px}
h2 small,h3 small,.aside{color:var(--faint);font-weight:400}
p{margin:4px 0}.dim{color:var(--dim)}
code,.mono{font:12px/1.5 ui-monospace,"SF Mono","DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.finding{display:grid;grid-template-columns:84px 1fr auto;gap:2px 12px;padding:12px 0;border-top:1px solid var(--line);break-inside:avoid}
.severity{font-size:12px;font-weight:600;color:var(--dim)}.high .severity{color:var(--high)}.medium .severity{color:var(--medium)}
.finding ul{margin:4px 0;padding-left:18px}.number{text-align:right;font-size:18px;font-weight:600}.number small{display:block;max-width:220px;text-wrap:balance;font-size:11px;font-weight:400;color:var(--faint)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{font-weight:500;color:var(--faint);font-size:11px;text-align:left;vertical-align:bottom;padding:4px 14px 4px 0;border-bottom:1px solid var(--line)}
td{padding:5px 14px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
.n{text-align:right;white-space:nowrap}
th.n:last-child,td.n:last-child{padding-right:0}
.dot{display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:5px}
.dot.candidate{background:var(--candidate)}.dot.reference{background:var(--reference)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;color:var(--dim);font-size:12px;margin:4px 0 6px}
.legend i{display:inline-block;width:22px;height:9px;border-radius:2px;margin-right:5px}
.legend .noise{background:var(--noise);outline:1px dashed var(--faint)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:0 24px}
svg text{font:11px ui-monospace,"SF Mono","DejaVu Sans Mono",monospace;fill:var(--ink)}
.scaling{width:100%;max-width:620px}.scaling .axis{fill:var(--faint)}.scaling .grid{stroke:var(--line)}
.scaling g.candidate *{stroke:var(--candidate)}.scaling g.reference *{stroke:var(--reference)}
.scaling g text{stroke:var(--ground)!important;stroke-width:4px;paint-order:stroke}.scaling g.candidate text,.scaling g.candidate circle{fill:var(--candidate)}.scaling g.reference text,.scaling g.reference circle{fill:var(--reference)}
.scaling polyline{fill:none;stroke-width:1.8}
.flame{display:block}.flame svg{overflow:hidden}.same rect{fill:var(--same)}
.noise rect{fill:var(--noise);stroke:var(--faint);stroke-width:.5;stroke-dasharray:2 2}
.k-own rect{fill:color-mix(in oklab,var(--candidate) 36%,var(--same))}
${kinds}
${differences}
details{margin:8px 0}summary{cursor:pointer;color:var(--dim)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);border:1px solid var(--line);border-radius:4px;padding:8px;font:12px/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
footer{margin-top:32px;padding-top:12px;border-top:1px solid var(--line);color:var(--faint);font-size:12px}
.figure{margin:0;break-inside:avoid}
@page{size:A4;margin:13mm 12mm 15mm}
@media print{:root{${LIGHT};--ground:#fff;--panel:#f7f8f9}body{max-width:none;padding:0;font-size:12px}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible}
h1,h2,h3,summary,.legend{break-after:avoid}tr,svg,li,.columns>div{break-inside:avoid}p{orphans:3;widows:3}
h2{margin-top:24px}.finding{padding:9px 0}td{padding:4px 10px 4px 0}th{padding:4px 10px 4px 0}code,.mono{font-size:11px}
td:nth-child(-n+3):not(:has(code)){white-space:nowrap}section>details{font-size:10.5px}section>details td{padding-block:2px}
.columns{grid-template-columns:1fr 1fr}summary{list-style:none;font-weight:600}}
`;
