/// How the page looks.
///
/// It stands inside the page, which so needs no second request; the security policy names its digest and
/// allows no other style.
enum ConsentStylesheet {
    /// SHA-256 of ``css`` in Base64, as Content-Security-Policy wants it; a test compares.
    static let digest: StaticString = "4G8j7ntM/SnreelCezvwzp8rndABf36TXf0gIl+2Qjk="

    static let css: StaticString = """
        :root {
          color-scheme: light dark;
          --paper: #f5f7f7; --sheet: #ffffff; --ink: #16211f; --quiet: #566462;
          --line: #dfe6e5; --edge: #7d8c8a; --strong: #23706e; --note: #fbf4e2; --good: #dcebe9;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #111817; --sheet: #18211f; --ink: #e4edeb; --quiet: #9fb0ad;
            --line: #293533; --edge: #73827f; --strong: #55b0a9; --note: #2a2618; --good: #1f3a38;
          }
        }
        * { box-sizing: border-box; }
        html { font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
        body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word; }
        header, main, footer { max-width: 42rem; margin: 0 auto; padding: 0 1rem; }
        h1, h2, p, ul, fieldset { margin: 0; padding: 0; border: 0; }
        h1 { font-size: 1.625rem; line-height: 1.25; letter-spacing: -.02em; margin-bottom: .75rem; }
        h2 { font-size: 1.0625rem; line-height: 1.35; margin-bottom: .5rem; }
        legend { padding: 0; width: 100%; }
        a { color: var(--strong); text-underline-offset: .2em; }
        a:focus-visible, button:focus-visible, input:focus-visible {
          outline: 3px solid var(--strong); outline-offset: 2px; border-radius: 4px;
        }
        header {
          display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline;
          justify-content: space-between; padding-top: 1.5rem; padding-bottom: 1.5rem;
        }
        .shop { font-weight: 600; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem .75rem; list-style: none;
          font-size: .875rem; }
        nav a { display: inline-block; padding: .25rem 0; }
        nav [aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
        main > p { margin-bottom: 1.25rem; }
        section { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px;
          padding: 1.125rem; margin-bottom: 1rem; }
        .note { background: var(--note); border-radius: 8px; padding: .75rem 1rem; }
        .good { background: var(--good); }
        .quiet { color: var(--quiet); font-size: .9375rem; }
        .pair { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); }
        button {
          font: inherit; font-weight: 600; cursor: pointer; min-height: 2.75rem; width: 100%;
          padding: .5rem 1rem; border-radius: 8px; border: 2px solid var(--strong);
          background: var(--strong); color: var(--sheet);
        }
        button.plain { background: var(--sheet); color: var(--strong); }
        button:hover { filter: brightness(1.08); }
        .purpose { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem;
          padding: .75rem 0; border-top: 1px solid var(--line); }
        .purpose:first-of-type { border-top: 0; padding-top: .25rem; }
        .purpose input { width: 1.375rem; height: 1.375rem; margin: .0625rem 0 0;
          accent-color: var(--strong); }
        .purpose label { font-weight: 600; }
        .purpose .quiet { grid-column: 2 / -1; }
        .state { grid-column: 2; font-size: .875rem; color: var(--quiet); }
        section p + form, fieldset + button { margin-top: .875rem; }
        footer { padding-top: .5rem; padding-bottom: 2.5rem; font-size: .875rem;
          color: var(--quiet); }
        footer p + p { margin-top: .5rem; }
        @media (min-width: 26rem) {
          .purpose { grid-template-columns: auto 1fr auto; }
          .state { grid-column: 3; text-align: right; }
        }
        @media (min-width: 34rem) {
          section { padding: 1.25rem 1.5rem; }
          button { width: auto; min-width: 12rem; }
          .pair button { width: 100%; }
        }
        @media print { form { display: none; } }
        """
}
