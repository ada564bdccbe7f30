#include "core/report/html_page.h"

#include "core/base/message.h"

#include <fmt/format.h>

#include <array>

namespace espalier {

namespace {

/// Colours of the window's two themes (widgets/common/theme.h), by meaning.
constexpr std::string_view kStyle = R"CSS(
:root{color-scheme:light dark;--window:#F6F7F5;--surface:#FFFFFF;--line:#DDE1DC;--line-strong:#B9C1BA;--text:#1E2420;
--muted:#66706A;--accent:#2E7D5B;--accent-soft:#DCEEE5;--warning:#9A6500;--error:#B33A2B;--error-soft:#FAE6E2;
--s0:#0072B2;--s1:#D55E00;--s2:#009E73;--s3:#CC79A7;--s4:#E69F00;--s5:#56B4E9;--s6:#B5A400;--s7:#3A423D}
@media (prefers-color-scheme:dark){:root{--window:#151816;--surface:#1D211F;--line:#333A36;--line-strong:#525C56;
--text:#E7EBE8;--muted:#98A29C;--accent:#5FC394;--accent-soft:#254034;--warning:#E0B055;--error:#F08A7A;
--error-soft:#412723;--s0:#2F8FD0;--s6:#F0E442;--s7:#D9DEDA}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--window);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans",
"Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:24px;line-height:1.3;margin:0;overflow-wrap:anywhere}
h2{font-size:17px;margin:32px 0 12px}
h3{font-size:14px;margin:0 0 8px}
p{margin:4px 0}
.muted{color:var(--muted)}
.head{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center}
.badge{border-radius:999px;padding:1px 10px;font-size:13px;font-weight:600;background:var(--line);white-space:nowrap}
.badge.finished,.badge.running{background:var(--accent-soft);color:var(--accent)}
.badge.failed{background:var(--error-soft);color:var(--error)}
.dot{fill:var(--muted)}.dot.finished,.dot.cached,.dot.running{fill:var(--accent)}.dot.failed{fill:var(--error)}
.dot.paused,.dot.waiting,.dot.stopped{fill:var(--warning)}
.tag{border:1px solid var(--line-strong);border-radius:999px;padding:0 8px;font-size:12px;color:var(--muted)}
.trouble{border-left:4px solid var(--error);background:var(--error-soft);padding:8px 12px;border-radius:4px;
margin:12px 0;overflow-wrap:anywhere}
.card{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:12px 16px;min-width:0}
.tiles{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));margin-top:16px}
.tiles .card b{display:block;font-size:20px;line-height:1.3}
.tiles .card span{color:var(--muted);font-size:13px}
.charts,.cards{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr))}
.texts{grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr))}
.whole{grid-template-columns:minmax(0,1fr)}
.charts .card{padding:10px 10px 6px}
.charts .wide{grid-column:1/-1}
.charts .narrow{display:none}
.charts svg{display:block;width:100%;height:auto}
.scroll{overflow-x:auto}
.graph svg{display:block;max-width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th{font-weight:600;color:var(--muted);text-align:left}
th,td{padding:5px 12px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
td:last-child,th:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}
.main td{font-weight:600}
td.best,.muted.best{color:var(--accent);font-weight:600}
.when{white-space:nowrap;color:var(--muted)}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
.prompt{color:var(--muted)}
dl{display:grid;grid-template-columns:auto 1fr;gap:3px 16px;margin:0;font-size:14px}
dt{color:var(--muted)}
dd{margin:0;text-align:right;overflow-wrap:anywhere;white-space:pre-wrap}
.warning{color:var(--warning)}.error,.loss{color:var(--error)}
.gain{color:var(--accent)}
small{font-size:12px;font-weight:400}
.swatch{display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px}
footer{margin-top:40px;color:var(--muted);font-size:13px}
@media (max-width:640px){main{padding:16px 12px 32px}.charts .wide{display:none}.charts .narrow{display:block}
th,td{padding-right:8px}}
@media print{:root{--window:#FFF;--surface:#FFF;--line:#DDE1DC;--text:#1E2420;--muted:#66706A;--s0:#0072B2;--s6:#B5A400;
--s7:#3A423D}.card,tr{break-inside:avoid}}
)CSS";

struct StateRow
{
    std::string_view state;
    const char* word;
};

constexpr std::array<StateRow, 8> kStates{{
    {"queued", trNoop("queued")},
    {"running", trNoop("running")},
    {"paused", trNoop("paused")},
    {"waiting", trNoop("waiting")},
    {"finished", trNoop("finished")},
    {"failed", trNoop("failed")},
    {"stopped", trNoop("stopped")},
    {"cached", trNoop("cached")},
}};

} // namespace

std::string htmlPage(std::string_view title, std::string_view body)
{
    // The code of the catalogue's own language: "ko" in the Korean one.
    // Not "en" alone: choices of parameters bear that name, and are shown through the catalogue.
    const std::string language = translate("lang=en").substr(std::string_view("lang=").size());
    return fmt::format(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<meta name=\"generator\" "
        "content=\"Espalier\"><title>{}</title>\n<style>{}</style></head>\n"
        "<body><main>\n{}\n</main></body></html>\n",
        escapeHtml(language),
        escapeHtml(title),
        kStyle,
        body);
}

std::string htmlSection(std::string_view heading, std::string_view body)
{
    return body.empty()
               ? ""
               : fmt::format("<section><h2>{}</h2>\n{}</section>\n", escapeHtml(heading), body);
}

std::string stateWord(std::string_view state)
{
    for (const StateRow& row : kStates)
        if (row.state == state)
            return translate(row.word);
    return std::string(state);
}

std::string stateBadge(std::string_view state)
{
    return fmt::format(
        "<span class=\"badge {}\">{}</span>", escapeHtml(state), escapeHtml(stateWord(state)));
}

std::string htmlCharts(const std::vector<SvgChart>& large, const std::vector<SvgChart>& small)
{
    if (large.empty() && small.empty())
        return "";
    std::string out = "<div class=\"charts\">";
    for (SvgChart chart : large) {
        out += fmt::format("<div class=\"card narrow\">{}</div>", svgChart(chart));
        chart.width = 1040;
        chart.height = 320;
        out += fmt::format("<div class=\"card wide\">{}</div>\n", svgChart(chart));
    }
    for (const SvgChart& chart : small)
        out += fmt::format("<div class=\"card\">{}</div>\n", svgChart(chart));
    return out + "</div>";
}

} // namespace espalier
