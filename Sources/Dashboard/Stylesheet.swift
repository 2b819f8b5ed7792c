/// How the pages look.
///
/// Served as `/style.css`, so that no page needs inline style.
enum Stylesheet {
    static let css: StaticString = """
        :root {
          color-scheme: light dark;
          --paper: #f5f7f7; --sheet: #ffffff; --ink: #16211f; --quiet: #5a6967;
          --line: #dfe6e5; --bar: #dcebe9; --strong: #2b7a78; --soft: #8fc1bd;
          --note: #fbf4e2; --alert: #a23b1f;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #111817; --sheet: #18211f; --ink: #e4edeb; --quiet: #93a5a2;
            --line: #293533; --bar: #1f3a38; --strong: #55b0a9; --soft: #2f6864;
            --note: #2a2618; --alert: #f0a089;
          }
        }
        * { box-sizing: border-box; }
        html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
        body { margin: 0; background: var(--paper); color: var(--ink); }
        header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
        a { color: var(--strong); text-underline-offset: .2em; }
        a:focus-visible, button:focus-visible, select:focus-visible, summary:focus-visible {
          outline: 2px solid var(--strong); outline-offset: 2px; border-radius: 4px;
        }
        h1, h2, p, dl, dd, figure { margin: 0; }
        h1 { font-size: .95rem; font-weight: 500; color: var(--quiet); }
        h2 { font-size: 1rem; font-weight: 600; }
        .quiet { color: var(--quiet); font-size: .875rem; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden;
          clip-path: inset(50%); }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }

        header {
          display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: end;
          justify-content: space-between; padding-top: 1.75rem; padding-bottom: 1.5rem;
        }
        .mark {
          font-size: 1.375rem; font-weight: 600; letter-spacing: -.02em;
          color: var(--ink); text-decoration: none;
        }
        form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
        label span { display: block; font-size: .75rem; color: var(--quiet); }
        select, button {
          font: inherit; font-size: .875rem; color: inherit; background: var(--sheet);
          border: 1px solid var(--line); border-radius: 6px; padding: .375rem .625rem;
          height: 2.25rem; max-width: 14rem;
        }
        button {
          background: var(--strong); border-color: var(--strong); color: var(--sheet);
          font-weight: 500; padding: .375rem 1rem; cursor: pointer;
        }

        .figures { padding: .5rem 0 1.5rem; }
        .figures dl { display: flex; flex-wrap: wrap; gap: 1.25rem 3.5rem; margin-top: .75rem; }
        .figures dt { font-size: .875rem; color: var(--quiet); }
        .figures dd { font-size: 2.125rem; line-height: 1.2; font-weight: 600;
          letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
        .figures dd.quiet { font-size: .8125rem; font-weight: 400; letter-spacing: 0;
          margin-top: .125rem; }

        .notes { background: var(--note); border-radius: 8px; padding: .625rem 1rem;
          margin-bottom: 1.25rem; font-size: .875rem; }

        .chart, .card { background: var(--sheet); border: 1px solid var(--line);
          border-radius: 10px; padding: 1.125rem 1.25rem; }
        figcaption { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline;
          margin-bottom: 1rem; }
        .plot { display: flex; gap: .75rem; height: 12rem; }
        .plot svg { flex: 1; min-width: 0; height: 100%; overflow: visible; }
        .scale, .axis { display: flex; justify-content: space-between; font-size: .75rem;
          color: var(--quiet); font-variant-numeric: tabular-nums; }
        .scale { flex-direction: column; text-align: right; min-width: 2.25rem;
          margin: -.5625rem 0; }
        .axis { padding: .5rem 0 0 3rem; }
        .plot line { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .plot rect { fill: var(--strong); }
        .plot rect:hover { opacity: .8; }
        .plot rect.today { fill: var(--soft); }
        .plot rect.withheld { fill: var(--line); }
        details { margin-top: .875rem; font-size: .875rem; }
        summary { color: var(--quiet); cursor: pointer; width: max-content; }

        .cards { display: grid; gap: 1.25rem; margin: 1.25rem 0;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
        .card:last-child:nth-child(odd) { grid-column: 1 / -1; }
        table { width: 100%; border-collapse: collapse; margin-top: .5rem; font-size: .875rem; }
        .card table { table-layout: fixed; }
        thead th { font-size: .75rem; font-weight: 400; color: var(--quiet); text-align: left;
          padding: 0 .5rem .25rem; }
        thead th.number { text-align: right; width: 6.5rem; }
        tbody th { font-weight: 400; text-align: left; }
        tbody th, tbody td { padding: .3125rem .5rem; }
        details tbody tr + tr > * { border-top: 1px solid var(--line); }
        .value { position: relative; isolation: isolate; }
        .value span { display: block; overflow: hidden; text-overflow: ellipsis;
          white-space: nowrap; }
        .bar { position: absolute; inset: 2px 0; width: 100%; height: calc(100% - 4px);
          z-index: -1; }
        .bar rect { fill: var(--bar); }
        .rest { color: var(--quiet); }
        .words th { width: 40%; }
        .words td span { display: block; }
        .words th, .words td { vertical-align: top; }
        .alert { color: var(--alert); font-weight: 500; }

        footer { padding-top: .75rem; padding-bottom: 2.5rem; font-size: .8125rem;
          color: var(--quiet); display: flex; flex-wrap: wrap; gap: .25rem 2rem;
          justify-content: space-between; }
        .message { padding-top: 4rem; max-width: 36rem; }
        .message h1 { font-size: 1.5rem; color: var(--ink); margin: 1.5rem 0 .5rem; }
        @media print { form, details, footer a { display: none; } body { background: none; } }
        """

    /// A pane of frosted glass.
    static let icon: StaticString = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="3" y="3" width="26" \
        height="26" rx="6" fill="#2b7a78"/><path d="M9 23V12l7 6 7-6v11" fill="none" \
        stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" \
        opacity=".9"/></svg>
        """
}
