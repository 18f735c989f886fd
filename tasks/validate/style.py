"""The style of the Data Docs, in the page itself: they are read offline, and may be sent by mail."""

STYLE = """
:root{--ink:#1f2328;--soft:#656d76;--line:#d8dee4;--pass:#1a7f37;--fail:#cf222e;--back:#fff;--shade:#f6f8fa}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--pass:#3fb950;--fail:#f85149;
--back:#0d1117;--shade:#151b23}}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:var(--ink);
background:var(--back)}
a{color:inherit}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
.pass{color:var(--pass)}.fail,.text-danger{color:var(--fail)}
.pass::before,.text-success::before{content:"✔ ";color:var(--pass);font-style:normal}
.fail::before,i.text-danger::before{content:"✘ ";color:var(--fail);font-style:normal}
li{margin:.4rem 0;overflow-wrap:anywhere}
table{border-collapse:collapse}
.list th,.list td{padding:.3rem 1rem .3rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
.list td:nth-child(n+3){font-variant-numeric:tabular-nums}
details{border:1px solid var(--line);border-radius:.4rem;margin:.8rem 0}
summary{padding:.5rem .8rem;cursor:pointer;background:var(--shade);border-radius:.4rem}
.ge-section>.row{display:grid;grid-template-columns:16rem 1fr;border-top:1px solid var(--line);padding:.4rem .8rem}
.ge-section h5{margin:0;font-size:.95rem;overflow-wrap:anywhere}
.ge-section .table{width:100%}
.ge-section .table>thead{display:none}
.ge-section .table>tbody>tr>td{padding:.1rem .4rem;vertical-align:top;overflow-wrap:anywhere}
.ge-section .table>tbody>tr>td:first-child{width:1.5rem}
.ge-section .table>tbody>tr>td:last-child{width:12rem;color:var(--soft);text-align:right}
.table-bordered{margin:.4rem 0}
.table-bordered th,.table-bordered td{border:1px solid var(--line);padding:.2rem .5rem;text-align:left;font-weight:400}
br+br{display:none}
@media(max-width:45rem){.ge-section>.row{display:block}}
"""
