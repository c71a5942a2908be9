/// How the HTML report looks: on light and dark screens, on a phone, on paper.
enum PageStyle {
  static let css = HTML(
    markup: """
      :root { color-scheme: light dark;
        --paper: #ffffff; --panel: #f5f7fa; --line: #d5dbe3; --ink: #17202c; --soft: #566274;
        --accent: #0b5cad; --accent-soft: #dcebfb; --good: #11663c; --caution: #8a4b00;
        --bad: #a61b1b; --live: #1f6fc4; --cold: #b25c00; --place: #2d7d52;
        --parking: #646474; --on-bar: #ffffff;
        --h0: #f2f6fb; --h1: #e1ecf8; --h2: #cadff3; --h3: #adcdec; --h4: #8ab7e2; --h5: #649dd4;
        --h6: #3b77b8; --h7: #2a68ab; --h8: #194f8f; --h9: #0e386d; --hot: #b8500b; --over: #a61b1b; }
      @media screen and (prefers-color-scheme: dark) { :root {
        --paper: #11161d; --panel: #19212b; --line: #33404f; --ink: #e6ebf2; --soft: #a3b0c0;
        --accent: #7ab8f5; --accent-soft: #1c3550; --good: #63cf97; --caution: #f0b35e;
        --bad: #ff8f85; --live: #62a8f0; --cold: #eda148; --place: #5fc48f;
        --parking: #a9a9bb; --on-bar: #08111c;
        --h0: #1a2430; --h1: #1c2e42; --h2: #1d3a57; --h3: #1f476d; --h4: #235685; --h5: #2c689f;
        --h6: #4385c1; --h7: #5897cf; --h8: #7db2e2; --h9: #a9cff2; --hot: #e58a3c; --over: #ff8f85; } }
      * { box-sizing: border-box; }
      html { scroll-padding-top: 3.5rem; -webkit-text-size-adjust: 100%; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
      .wide { max-width: 92rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem); }
      header.top { padding: 2rem 0 1rem; }
      .eyebrow { margin: 0; color: var(--soft); font-size: .9rem; letter-spacing: .02em; }
      h1 { margin: .2rem 0 .6rem; font-size: clamp(1.45rem, 1.1rem + 1.6vw, 2.2rem);
        line-height: 1.2; text-wrap: balance; overflow-wrap: anywhere; }
      h2 { margin: 0 0 .75rem; font-size: 1.3rem; line-height: 1.3; }
      h3 { margin: 1.5rem 0 .5rem; font-size: 1.05rem; }
      p { margin: .5rem 0; max-width: 75ch; overflow-wrap: anywhere; }
      section { padding: 1.75rem 0; border-top: 1px solid var(--line); }
      .chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; padding: 0; list-style: none; }
      .chips li { padding: .15rem .7rem; border: 1px solid var(--line); border-radius: 1rem;
        font-size: .9rem; background: var(--panel); }
      .good { color: var(--good); } .caution { color: var(--caution); } .bad { color: var(--bad); }
      .faint { color: var(--soft); }
      nav { position: sticky; top: 0; z-index: 5; background: var(--paper);
        border-bottom: 1px solid var(--line); }
      nav ul { display: flex; gap: .25rem; margin: 0; padding: .35rem 0; list-style: none;
        overflow-x: auto; scrollbar-width: thin; }
      nav a { display: block; padding: .3rem .7rem; border-radius: .4rem; color: var(--ink);
        text-decoration: none; white-space: nowrap; font-size: .95rem; }
      nav a:hover { background: var(--accent-soft); }
      nav + section { border-top: 0; }
      a { color: var(--accent); }
      :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
      .skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: .5rem; z-index: 9;
        background: var(--paper); padding: .5rem 1rem; }
      .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden;
        clip-path: inset(50%); white-space: nowrap; }
      .tiles { display: grid; gap: .75rem; margin: 1.25rem 0 .5rem; padding: 0; list-style: none;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 10rem), 1fr)); }
      .tile { padding: .8rem .85rem; background: var(--panel); border: 1px solid var(--line);
        border-radius: .6rem; }
      .tile b { display: block; margin: .15rem 0; font-size: 1.15rem; line-height: 1.25;
        font-variant-numeric: tabular-nums; }
      .tile span { color: var(--soft); font-size: .9rem; display: block; }
      .pair { display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
      .pair h4 { margin: 0 0 .4rem; font-size: .95rem; font-weight: 600; }
      .heat { display: grid; gap: 4px; margin: 0; padding: 0; list-style: none;
        grid-template-columns: repeat(auto-fill, minmax(6.6rem, 1fr)); }
      .heat li { padding: .4rem .55rem; border-radius: .35rem; min-width: 0; line-height: 1.3;
        font-size: .85rem; border: 1px solid color-mix(in srgb, var(--ink) 12%, transparent); }
      .heat li span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .heat li b { font-size: 1.05rem; font-variant-numeric: tabular-nums; }
      .heat.many { gap: 2px; grid-template-columns: repeat(auto-fill, minmax(.9rem, 1fr)); }
      .heat.many li { padding: 0; aspect-ratio: 1; border-radius: 2px; border: 0; }
      .h0 { background: var(--h0); } .h1 { background: var(--h1); } .h2 { background: var(--h2); }
      .h3 { background: var(--h3); } .h4 { background: var(--h4); } .h5 { background: var(--h5); }
      .h6 { background: var(--h6); } .h7 { background: var(--h7); } .h8 { background: var(--h8); }
      .h9 { background: var(--h9); }
      .h0, .h1, .h2, .h3, .h4 { color: #17202c; } .h6, .h7, .h8, .h9 { color: #ffffff; }
      .h5 { color: #0a1220; }
      @media screen and (prefers-color-scheme: dark) {
        .h0, .h1, .h2, .h3, .h4, .h5 { color: #ffffff; } .h6, .h7, .h8, .h9 { color: #08111c; } }
      .heat li.hot { box-shadow: inset 0 0 0 3px var(--hot); }
      .heat li.over { box-shadow: inset 0 0 0 3px var(--over); }
      .heat.many li.hot, .heat.many li.over { box-shadow: inset 0 0 0 2px var(--hot); }
      .heat li.drained { outline: 2px dashed currentColor; outline-offset: -3px; }
      .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: center; margin: .9rem 0 0;
        color: var(--soft); font-size: .9rem; }
      .legend i { display: inline-block; width: 1rem; height: 1rem; border-radius: 2px;
        vertical-align: -.15rem; margin-right: .35rem; }
      .legend .scale i { margin: 0; border-radius: 0; }
      .legend .ring { box-shadow: inset 0 0 0 3px var(--hot); background: var(--h8); }
      .legend .dash { outline: 2px dashed var(--soft); outline-offset: -2px; }
      .line-live { background: var(--live); } .line-cold { background: var(--cold); }
      .line-place { background: var(--place); } .line-parking { background: var(--parking); }
      .there { background: var(--live); opacity: .45; } .twice { background: var(--cold); opacity: .75; }
      .scroll { overflow-x: auto; max-width: 100%; }
      figure { margin: 0; } figcaption { color: var(--soft); font-size: .9rem; margin-top: .5rem; }
      svg { display: block; max-width: 100%; height: auto; }
      .scroll svg { max-width: none; width: 100%; min-width: 34rem; }
      .scroll svg.schedule { min-width: 50rem; }
      svg text { fill: var(--ink); font: 13px system-ui, "DejaVu Sans", sans-serif; }
      svg .soft { fill: var(--soft); } svg .grid-line { stroke: var(--line); }
      svg .live { stroke: var(--live); } svg .cold { stroke: var(--cold); stroke-dasharray: 6 4; }
      svg .place { stroke: var(--place); stroke-dasharray: 2 4; }
      svg .arrow { fill: none; opacity: .8; } svg a:hover .arrow, svg g:hover > .arrow { opacity: 1; }
      svg .node { fill: var(--panel); stroke: var(--line); }
      svg .front { fill: none; stroke: var(--live); stroke-width: 2; }
      svg .front-point { fill: var(--live); }
      svg .front-plan { fill: var(--hot); stroke: var(--paper); stroke-width: 2; }
      svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 5; font-weight: 600; }
      table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4; }
      th, td { padding: .4rem .45rem; text-align: left; border-bottom: 1px solid var(--line);
        vertical-align: top; overflow-wrap: break-word; }
      th { font-weight: 600; background: var(--panel); vertical-align: bottom; }
      td.num, th.num { text-align: right; font-variant-numeric: tabular-nums; }
      td.num, td.name { white-space: nowrap; } td.wraps { min-width: 15rem; }
      .grid.long .scroll { max-height: 36rem; overflow-y: auto; border: 1px solid var(--line); }
      .grid.long th { position: sticky; top: 0; z-index: 2; }
      tbody tr:hover { background: var(--panel); }
      th button { all: unset; cursor: pointer; padding: .1rem .2rem; }
      th button:focus-visible { outline: 3px solid var(--accent); border-radius: .25rem; }
      th button::after { content: "↕"; color: var(--soft); margin-left: .35rem; font-size: .85em; }
      th[aria-sort="ascending"] button::after { content: "↑"; color: var(--accent); }
      th[aria-sort="descending"] button::after { content: "↓"; color: var(--accent); }
      html:not(.js) th button::after { content: none; } html:not(.js) th button { cursor: auto; }
      .controls { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: 0 0 .75rem; }
      .controls[hidden], .more[hidden] { display: none; }
      input, select { font: inherit; color: inherit; background: var(--paper); padding: .35rem .6rem;
        border: 1px solid var(--soft); border-radius: .4rem; max-width: 100%; }
      input[type="search"] { width: min(24rem, 82vw); }
      output { color: var(--soft); font-size: .9rem; }
      .more, .copy { font: inherit; color: var(--accent); background: var(--panel); cursor: pointer;
        border: 1px solid var(--line); border-radius: .4rem; padding: .35rem .9rem; }
      .more { margin-top: .75rem; }
      .command { display: flex; gap: .6rem; align-items: flex-start; margin: .5rem 0 1rem; }
      .command pre { flex: 1 1 auto; min-width: 0; margin: 0; padding: .6rem .8rem; overflow-x: auto;
        background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; }
      code { font: .9rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
      .command code { white-space: pre-wrap; }
      ul.bullets { margin: .5rem 0; padding-left: 1.3rem; max-width: 85ch; }
      ul.bullets li { margin: .25rem 0; overflow-wrap: anywhere; }
      .note { border-left: 4px solid var(--caution); padding: .1rem 0 .1rem 1rem; margin: 1rem 0; }
      .note.bad { border-color: var(--bad); color: inherit; } .note.good { border-color: var(--good); color: inherit; }
      .note h2, .note h3 { margin-top: .3rem; font-size: 1.05rem; }
      footer { padding: 1.5rem 0 3rem; color: var(--soft); font-size: .9rem; border-top: 1px solid var(--line); }
      @media (min-width: 40.01rem) and (max-width: 84rem) { table { font-size: .82rem; }
        th, td { padding: .35rem .3rem; } td.wraps { min-width: 9rem; } }
      @media (max-width: 40rem) { th, td { padding: .35rem .5rem; }
        .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
        .tile { padding: .65rem .75rem; } .tile b { font-size: 1.1rem; }
        .command { flex-direction: column; }
        td.key { white-space: normal; overflow-wrap: anywhere; min-width: 8.5rem; }
        td.wraps { min-width: 22rem; }
        .grid .key { position: sticky; left: 0; z-index: 1;
          background: var(--paper); max-width: 45vw; }
        .grid th.key, .grid.long th.key { background: var(--panel); z-index: 3; } }
      @media print {
        :root { color-scheme: light; --paper: #fff; --panel: #fff; --ink: #000; --soft: #444; }
        nav, .controls, .copy, .more, .skip { display: none !important; }
        body { font-size: 10pt; } section { padding: .8rem 0; }
        .scroll, .grid.long .scroll { overflow: visible; max-height: none; border: 0; }
        table { font-size: 8pt; } th, td { padding: .2rem .3rem; } th button::after { content: none; }
        td.num, td.name { white-space: normal; } td.wraps { min-width: 0; }
        .scroll svg, .scroll svg.schedule { min-width: 0; } .command pre { overflow: visible; }
        .tiles { grid-template-columns: repeat(3, 1fr); } h2, h3, h4 { break-after: avoid; }
        tr, .tile, figure, .heat li { break-inside: avoid; } thead { display: table-header-group; }
        .heat li, .legend i, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        .grid td, .grid th { position: static !important; } }
      @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
      """
  )
}
