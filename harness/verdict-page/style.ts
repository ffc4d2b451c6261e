/** The look of the page, on the colours of all pages. */
export const STYLE = `
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
header, main { max-width: 1000px; margin-inline: auto; padding-inline: clamp(16px, 3vw, 32px); }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; justify-content: space-between; padding-top: 16px; color: var(--ink3); font-size: 0.875rem; }
header p { margin: 0; } .product { font-weight: 650; color: var(--ink); }
main { padding-bottom: 48px; }
h1 { font-size: 1.25rem; margin: 24px 0 12px; } h2 { font-size: 1.125rem; margin: 36px 0 8px; } h3 { font-size: 1rem; margin: 16px 0 4px; }
p, ul { margin: 0 0 10px; } ul { padding-left: 20px; } a { color: var(--accent); }
code { font: 0.875em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
small { display: block; color: var(--ink3); font-size: 0.8125rem; font-weight: 400; }
.decision { padding: 20px 24px; border-radius: 12px; border: 1px solid var(--rule); border-left: 6px solid var(--tone); background: var(--wash); }
.agrees { --tone: var(--good); } .disagrees { --tone: var(--bad); }
.pass { color: var(--good); } .fail { color: var(--bad); } .inconclusive { color: var(--ink2); }
.decision dl { display: flex; flex-wrap: wrap; gap: 12px 48px; margin: 0 0 12px; } .decision p { margin: 0; }
dt { color: var(--ink3); font-size: 0.875rem; } dd { margin: 0; } .decision dd { font-size: 1.75rem; font-weight: 700; }
.facts { margin: 0; display: grid; gap: 8px; } .facts div { display: grid; grid-template-columns: 110px 1fr; gap: 12px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--rule); }
thead th { color: var(--ink3); font-size: 0.875rem; font-weight: 500; } tbody th { font-weight: 600; }
.good { color: var(--good); white-space: nowrap; } .bad { color: var(--bad); white-space: nowrap; font-weight: 650; }
.mark { color: var(--ink2); border: 1px dashed var(--ink3); border-radius: 3px; padding: 0 8px; font-size: 0.75rem; font-weight: 600; white-space: nowrap; }
@media (max-width: 600px) { .facts div { grid-template-columns: 1fr; gap: 0; } .mark { white-space: normal; }
  table, tbody, tr, th, td { display: block; } thead { display: none; } tr { border-bottom: 1px solid var(--rule); padding-block: 8px; }
  th, td { border: 0; padding: 2px 0; } [data-is]::before { content: attr(data-is) ": "; color: var(--ink3); } }
`;
