package io.legate.evidence;

/// How a report looks, on screen and on paper.
final class ReportStyle {

  static final String CSS =
      """
      :root{--ink:#1b2430;--dim:#5c6876;--line:#d4dbe3;--ok:#1d7a4b;--no:#b3321f;--ask:#9a5b00;--wait:#5b4bb3}
      *{box-sizing:border-box}
      body{margin:0 auto;max-width:1560px;padding:28px 32px 64px;color:var(--ink);background:#fff;
        font:13px/1.42 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
      h1{font-size:24px;margin:0 0 4px}h2{font-size:19px;margin:36px 0 10px;padding-top:14px;border-top:2px solid var(--ink)}
      h3{font-size:15px;margin:24px 0 8px}
      .made{color:var(--dim);margin:0 0 16px;max-width:90ch}
      .summary{display:flex;flex-wrap:wrap;gap:10px;list-style:none;margin:0 0 16px;padding:0}
      .summary li{border:1px solid var(--line);border-left:4px solid var(--dim);border-radius:4px;padding:6px 14px}
      .summary b{font-size:18px}
      .summary .ok{border-left-color:var(--ok)}.summary .no{border-left-color:var(--no)}
      .summary .ask{border-left-color:var(--ask)}.summary .wait{border-left-color:var(--wait)}
      .legend{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0;max-width:120ch}
      .legend dt{font-weight:600}.legend dd{margin:0;color:var(--dim)}
      .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(340px,1fr));gap:2px 24px}
      .k{color:var(--dim)}.k::after{content:":"}
      code{font:11px/1.4 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
      bdi{overflow-wrap:anywhere}
      .none{color:var(--dim)}.what{font-weight:600}
      .tree{display:block;width:100%;max-width:1180px;height:auto;border:1px solid var(--line);border-radius:6px}
      table{width:100%;border-collapse:collapse;table-layout:fixed;margin-top:10px}
      th,td{border:1px solid var(--line);padding:6px 8px;text-align:left;vertical-align:top}
      thead th{background:#eef2f6;font-size:12px}
      td>div+div{margin-top:2px}
      .hops ol{margin:0;padding-left:20px}.hops th:nth-child(4){width:52%}
      .narrower{color:var(--ask)}
      .acts{font-size:12px}
      .acts th.api{width:11%}.acts th.token{width:15%}.acts th.intended{width:16%}.acts th.policy{width:17%}
      .acts th.decision{width:14%}.acts th.review{width:9%}.acts th.approved{width:9%}.acts th.signed{width:9%}
      .acts thead th{position:sticky;top:0}.act{scroll-margin-top:34px}
      .act .head th{background:#f6f8fa;border-top:2px solid var(--dim);font-size:12.5px}
      .act .word{font-weight:700}
      .ok .word{color:var(--ok)}.no .word{color:var(--no)}.ask .word{color:var(--ask)}.wait .word{color:var(--wait)}
      .act .head th{border-left:5px solid var(--dim)}
      .ok .head th{border-left-color:var(--ok)}.no .head th{border-left-color:var(--no)}
      .ask .head th{border-left-color:var(--ask)}.wait .head th{border-left-color:var(--wait)}
      .reason{margin-top:3px}
      .proof td{padding:3px 8px}
      summary{cursor:pointer;color:var(--dim)}
      pre{font:11px/1.4 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;white-space:pre-wrap;
        overflow-wrap:anywhere;background:#f6f8fa;border:1px solid var(--line);border-radius:4px;padding:8px;margin:4px 0 10px}
      a{color:#0b5cad}
      @page{size:A4 landscape;margin:11mm 10mm}
      @media print{
        body{max-width:none;padding:0;font-size:8.5pt}
        h1{font-size:15pt}h2{font-size:12.5pt;break-after:avoid}h3{font-size:10.5pt;break-after:avoid}
        .acts{font-size:6.8pt}.acts code,code,pre{font-size:6.2pt}
        .act .head th,thead th{font-size:7pt}
        th,td{padding:2pt 3pt}
        thead{display:table-header-group}
        .act{break-inside:avoid}.hops tr,.changes tr,.summary{break-inside:avoid}
        .tree{max-height:170mm;width:auto;max-width:100%;margin:0 auto}
        .tree.tall{max-height:none;max-width:100%}
        details,.proof{display:none}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
      }
      """;

  private ReportStyle() {}
}
