/// The language of chat templates. Expected texts are those of Jinja2 3.1 with trim_blocks and
/// lstrip_blocks, worked out by hand from its documentation and from Python's.

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/text/chat_template.h"

#include <QTest>

using namespace espalier;
using Json = nlohmann::ordered_json;

namespace {

const Json kVariables = Json::parse(R"({
    "text": " Ab c ", "word": "naïve 값", "none_": null, "yes": true, "three": 3, "half": 0.5, "big": 1e22,
    "list": [1, 2, 3, 4], "dict": {"b": 1, "a": "x", "items": 5},
    "people": [{"name": "Ann", "age": 3, "on": true}, {"name": "Bob", "age": 4}]})");

std::string written(const std::string& source)
{
    ChatOptions options;
    options.variables = kVariables;
    return ChatTemplate(source).render(Json::array(), options).text;
}

/// The sentence of the Error, or `otherwise`.
std::string sentenceOf(const std::string& source, const std::string& otherwise = "no error")
{
    try {
        written(source);
    } catch (const Error& error) {
        return error.kind() == Error::Kind::Input ? error.words() : "not the input's fault";
    }
    return otherwise;
}

} // namespace

class TestJinja : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writes_data();
    void writes();
    void says_data();
    void says();
    void hostileTemplatesEnd_data();
    void hostileTemplatesEnd();
    void randomAndCutSourcesNeverCrash();
};

void TestJinja::writes_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* source, const char* expected) {
        QTest::newRow(source) << std::string(source) << std::string(expected);
    };
    // White space.
    row("a\n", "a");
    row("a\n\n", "a\n");
    row("a\r\nb\rc", "a\nb\nc");
    row("{% if yes %}\nx\n{% endif %}\ny", "x\ny");
    row("  {% if yes %}\n  x\n  {% endif %}\ny", "  x\ny");
    row("z  {% if yes %}\n  x{% endif %}", "z    x");
    row("  {%+ if yes %}x{% endif +%}\ny", "  x\ny");
    row("a\n  {{ 1 }}\n  b", "a\n  1\n  b");
    row("a \n {{- 1 -}} \n b", "a1b");
    row("a {%- if yes -%} \n b {%- endif -%} \n c", "abc");
    row("a\n  {# note #}\nb {#- x -#} \n c {#-#}", "a\nbc");
    row("{% if yes %}\n\nx{% endif %}", "\nx");
    row("{% for i in [1,2] %}\n  {{ i }}\n{% endfor %}\nend", "  1\n  2\nend");
    row("{% if yes -%}\n  {% if yes %}x{% endif %}{% endif %}", "x");
    row("{{ '{{' }}{% raw %}{{ x }} {% if %}{% endraw %}!", "{{{{ x }} {% if %}!");
    row("a { b % } {", "a { b % } {");
    // Values as they are written.
    row("{{ missing }}{{ none }}{{ true }}{{ 1.0 }}{{ half }}{{ 12_000 }}{{ big }}{{ 1e3 }}",
        "NoneTrue1.00.5120001e+221000.0");
    row("{{ ['a', \"it's\", 1, none, ('x',), ()] }}", "['a', \"it's\", 1, None, ('x',), ()]");
    row("{{ {'a': {'b': [1]}} }}", "{'a': {'b': [1]}}");
    row(R"({{ "a\"\n\t\\\x41\u00e9\U0001F600\q" 'b' }})", "a\"\n\t\\Aé😀\\qb");
    // Operators.
    row("{{ 1 + 2 * 3 - 4 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7.5 // 2 "
        "}}",
        "5.0 3 -4 2 -2 3.0");
    row("{{ 'a' ~ 1 ~ none ~ missing ~ 'b' }} {{ 'ab' * 2 }} {{ [1] + [2] }}",
        "a1Noneb abab [1, 2]");
    row("{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }}",
        "True False True True True");
    row("{{ not 1 == 2 }} {{ 1 in list }} {{ 9 not in list }} {{ 'b' in 'abc' }} {{ 'a' in dict }}",
        "True True True True True");
    row("{{ not 1 in list }} {{ 'x' in missing }} {{ missing == none }}", "False False False");
    row("{{ 0 or 'x' }} {{ 1 and '' }}{{ none or false }} {{ yes and three }}", "x False 3");
    row("{{ 'a' if three == 3 else 'b' }}{{ 'c' if false }}{{ 1 if 0 else 2 if 0 else 3 }}", "a3");
    row("{{ '%s' if '{%' else '}}' }}", "%s");
    row("{{ -three }} {{ +1 }} {{ - - 1 }}", "-3 1 1");
    // Items and slices.
    row("{{ list[0] }}{{ list[-1] }}{{ list[9] }}{{ list.1 }}{{ word[2] }}{{ word[-1] }}",
        "142ï값");
    row("{{ list[1:] }}{{ list[:-1] }}{{ list[::-1] }}{{ list[::2] }}{{ list[5:] }}{{ list[-99:2] "
        "}}",
        "[2, 3, 4][1, 2, 3][4, 3, 2, 1][1, 3][][1, 2]");
    row("{{ word[::-1] }}|{{ word[:3] }}|{{ list[2:0:-1] }}", "값 evïan|naï|[3, 2]");
    row("{{ dict.a }}{{ dict['b'] }}{{ dict['items'] }}{{ dict.zz }}{{ dict[1] }}", "x15");
    // Statements.
    row("{% for i in list %}{{ loop.index }}/{{ loop.length }}{{ ',' if not loop.last }}{% endfor "
        "%}",
        "1/4,2/4,3/4,4/4");
    row("{% for i in list %}{{ loop.index0 }}{{ loop.first }}{{ loop.previtem }}{{ loop.nextitem }}"
        "{{ loop.revindex }};{% endfor %}",
        "0True24;1False133;2False242;3False31;");
    row("{% for i in list if i % 2 == 0 %}{{ loop.index }}:{{ i }} {% endfor %}", "1:2 2:4 ");
    row("{% for i in [] %}x{% else %}none{% endfor %}{% for i in missing %}x{% endfor %}", "none");
    row("{% for k, v in dict.items() %}{{ k }}={{ v }};{% endfor %}", "b=1;a=x;items=5;");
    row("{% for k, v in dict|items %}{{ k }}{% endfor %}{% for k in dict %}{{ k }}{% endfor %}",
        "baitemsbaitems");
    row("{% for c in 'aé' %}[{{ c }}]{% endfor %}{% for a, b in [(1, 2)] %}{{ a + b }}{% endfor %}",
        "[a][é]3");
    row("{% for i in list %}{% if i == 2 %}{% continue %}{% elif i == 4 %}{% break %}{% endif %}{{ "
        "i }}"
        "{% endfor %}",
        "13");
    row("{% for i in range(3) %}{{ i }}{% endfor %}{{ range(1, 9, 3)|list }}{{ range(3, 0, "
        "-1)|list }}",
        "012[1, 4, 7][3, 2, 1]");
    row("{% if false %}a{% elif none %}b{% else %}c{% endif %}", "c");
    row("{% set x = 1 %}{% for i in list %}{{ x }}{% set x = x + i %}{% endfor %}{{ x }}", "11111");
    row("{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}", "2");
    row("{% set ns = namespace(n=0, s='a') %}{% for i in list %}{% set ns.n = ns.n + i %}{% endfor "
        "%}"
        "{{ ns.n }}{{ ns.s }}{{ ns.zz }}",
        "10a");
    row("{% set a, b = 1, 'x' %}{{ a }}{{ b }}{% set t = 1, 2 %}{{ t }}", "1x(1, 2)");
    row("{% set x %}<{{ three }}>\n{% endset %}{{ x }}{{ x|length }}", "<3>\n4");
    row("{% macro m(a, b='z') %}({{ a }}{{ b }}){% endmacro %}{{ m(1) }}{{ m(b=2, a=3) }}{{ m() }}",
        "(1z)(32)(z)");
    row("{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
        "3210");
    row("{% for i in list %}{{ dict }}{% break %}{% endfor %}", "{'b': 1, 'a': 'x', 'items': 5}");
    // Filters.
    row("[{{ text|trim }}][{{ 'xaxx'|trim('x') }}][{{ '\\u3000a\\u00a0'|trim }}]", "[Ab c][a][a]");
    row("{{ list|length }}{{ word|length }}{{ dict|count }}{{ missing|length }}", "4730");
    row("{{ 'ABé'|lower }}{{ 'abé'|upper }}{{ 'hello wORLD'|title }}{{ 'hELLO'|capitalize }}",
        "abéABÉHello WorldHello");
    row("{{ missing|default('d') }}{{ ''|default('e') }}{{ ''|d('f', true) }}{{ none|default('g') "
        "}}"
        "{{ ''|default('h', boolean=true) }}",
        "dfNoneh");
    row("{{ list|join(', ') }}{{ list|join }}{{ people|join('/', attribute='name') }}",
        "1, 2, 3, 41234Ann/Bob");
    row("{{ 'aXbX'|replace('X', '-') }}{{ 'aaa'|replace('a', 'b', 2) }}{{ 'ab'.replace('', '.') }}",
        "a-b-bba.a.b.");
    row("{{ list|first }}{{ list|last }}{{ []|first }}{{ 'ab'|list }}{{ 5|string + '!' }}",
        "14['a', 'b']5!");
    row("{{ people|map(attribute='name')|list }}{{ ['a', 'b']|map('upper')|join }}",
        "['Ann', 'Bob']AB");
    row("{{ people|selectattr('on')|map(attribute='name')|join }}"
        "{{ people|rejectattr('on')|map(attribute='name')|join }}"
        "{{ people|selectattr('age', '>', 3)|map(attribute='name')|join }}"
        "{{ people|selectattr('name', 'equalto', 'Ann')|list|length }}",
        "AnnBobBob1");
    row("{{ list|select('odd')|list }}{{ [0, 1]|reject|list }}{{ list|reverse|list }}{{ "
        "'ab'|reverse }}",
        "[1, 3][0][4, 3, 2, 1]ba");
    row("{{ '42'|int + 1 }}{{ 'x'|int(7) }}{{ 3.9|int }}{{ '1.5'|float }}{{ -3|abs }}", "43731.53");
    row("{{ dict|tojson }} {{ '\"é\\n\\u0001/<'|tojson }} {{ [true, none, 1.0]|tojson }}",
        "{\"b\": 1, \"a\": \"x\", \"items\": 5} \"\\\"é\\n\\u0001/<\" [true, null, 1.0]");
    row("{{ {'a': [], 'b': [1, {}]}|tojson(indent=2) }}",
        "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {}\n  ]\n}");
    row("{{ {'b': 1, 'a': '값😀'}|tojson(sort_keys=true, ensure_ascii=true) }}",
        "{\"a\": \"\\uac12\\ud83d\\ude00\", \"b\": 1}");
    // Tests.
    row("{{ missing is defined }} {{ missing is undefined }} {{ none is defined }} {{ none_ is "
        "none }}",
        "False True True True");
    row("{{ text is not none }} {{ text is string }} {{ dict is mapping }} {{ list is iterable }}",
        "True True True True");
    row("{{ 1 is iterable }} {{ yes is true }} {{ 1 is true }} {{ false is false }} {{ list is "
        "sequence }}",
        "False True False True True");
    row("{{ 3 is odd }} {{ 4 is divisibleby 2 }} {{ 3 is number }} {{ 3 is in [3] }} {{ dict.q is "
        "defined }}",
        "True True True True False");
    row("{{ not missing is defined and yes }} {{ raise_exception is defined }}", "True True");
    // Methods.
    row("[{{ text.strip() }}][{{ text.lstrip() }}][{{ text.rstrip() }}][{{ 'xay'.strip('xy') }}]",
        "[Ab c][Ab c ][ Ab c][a]");
    row("{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith(('x', 'bc')) }}{{ 'a b  c'.split() }}",
        "TrueTrue['a', 'b', 'c']");
    row("{{ 'a--b--c'.split('--') }}{{ 'a,b,c'.split(',', 1) }}{{ 'a,b,c'.rsplit(',', 1)[0] }}",
        "['a', 'b', 'c']['a', 'b,c']a,b");
    row("{{ '</think>x'.split('</think>')[-1].lstrip('\\n') }}{{ ' a b c '.split(none, 1) }}",
        "x['a', 'b c']");
    row("{{ 'aB'.upper() }}{{ 'aB'.lower() }}{{ \"it's a\".title() }}{{ '값b'.find('b') }}{{ "
        "'a'.find('z') }}",
        "ABabIt'S A1-1");
    row("{{ dict.get('a') }}{{ dict.get('q') }}{{ dict.get('q', 2) }}{{ dict.keys()|list }}{{ "
        "dict.values()|list }}",
        "xNone2['b', 'a', 'items'][1, 'x', 5]");
    row("{{ 'a\\nb\\n'.splitlines() }}{{ 'aXa'.count('a') }}{{ ', '.join(['x', 'y']) }}",
        "['a', 'b']2x, y");
}

void TestJinja::writes()
{
    QFETCH(std::string, source);
    QFETCH(std::string, expected);
    const std::string sentence = sentenceOf(source, "");
    QVERIFY2(sentence.empty(), sentence.c_str());
    QVERIFY2(written(source) == expected, written(source).c_str());
}

void TestJinja::says_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<std::string>("words");
    const auto row = [](const char* source, const char* words) {
        QTest::newRow(source) << std::string(source) << std::string(words);
    };
    row("a\n{% if yes %}",
        "line 2: `{% endif %}` is expected, but the end of the template stands here.");
    row("\n\n{{ missing.x }}", "line 3: `missing` is not defined, so it has no `x`.");
    row("{{ dict.q.r }}", "line 1: `dict.q` is not defined, so it has no `r`.");
    row("{{ people[7]['x'] }}", "`people[7]` is not defined, so it has no `x`.");
    row("{{ missing() }}", "The function `missing` is not supported in chat templates.");
    row("{{ 1|dictsort }}", "`|dictsort` is not supported in chat templates. Write that part");
    row("{{ 1 is escaped }}", "`is escaped` is not supported");
    row("{{ list.append(1) }}", "a list has no method `append` here.");
    row("{{ 'a'.format(1) }}", "a text has no method `format` here.");
    row("{{ '%s' % 1 }}", "is not supported");
    row("{{ 2 ** 3 }}", "`**` is not supported");
    row("{% include 'x' %}", "`{% include %}` is not supported in chat templates.");
    row("{% for i in list recursive %}{% endfor %}", "`recursive` is not supported");
    row("{% set x | upper %}a{% endset %}", "`{% set ... | filter %}` is not supported");
    row("{% set dict.a = 1 %}", "`dict.a` can't be set: only members of a `namespace()` can.");
    row("{% for a, b in list %}{% endfor %}", "One can't go through a number item by item.");
    row("{% for a, b in ['xyz'] %}{% endfor %}", "2 names are to be set, but there are 3 values.");
    row("{% break %}", "`break` stands outside a loop.");
    row("{{ 'a }}", "The text in quotes has no end.");
    row("x\n{{ 1", "line 2: `{{` has no end.");
    row("{# x", "`{#` has no end.");
    row("{% raw %}x", "`{% raw %}` has no end.");
    row("{{ 1 ! 2 }}", "`!` means nothing here.");
    row("{{ 값 }}", "`값` means nothing here.");
    row("{{ (1] }}", "`]` closes nothing.");
    row("{{ }}", "A value is expected, but `}}` stands here.");
    row("{{ 1 2 }}", "`}}` is expected, but `2` stands here.");
    row("{% if 1 %}{% endfor %}", "`{% endfor %}` is not supported");
    row("{{ 1 / 0 }}", "A number is divided by 0.");
    row("{{ 9223372036854775807 + 1 }}", "A number grows too large.");
    row("{{ 99999999999999999999 }}", "The number 99999999999999999999 is too large.");
    row("{{ 1 + 1 ~ 2 }}", "can't join a number and a text"); // ~ binds tighter than +
    row("{{ 1 < 'a' }}", "`<` can't compare a number with a text.");
    row("{{ 1|length }}", "a number has no length.");
    row("{{ missing|tojson }}", "`tojson` can't write `missing` (undefined).");
    row("{{ raise_exception('No!') }}", "line 1: The chat template refuses the messages: No!");
    row("{{ 'x'|replace('a') }}", "`replace` needs the argument `new`.");
    row("\xFF", "The chat template is not UTF-8 at byte 0.");
}

void TestJinja::says()
{
    QFETCH(std::string, source);
    QFETCH(std::string, words);
    const std::string sentence = sentenceOf(source);
    QVERIFY2(sentence.find(words) != std::string::npos, sentence.c_str());
}

void TestJinja::hostileTemplatesEnd_data()
{
    QTest::addColumn<std::string>("source");
    const auto row = [](const char* name, const std::string& source) {
        QTest::newRow(name) << source;
    };
    const auto times = [](const std::string& text, int count) {
        std::string all;
        for (int i = 0; i < count; ++i)
            all += text;
        return all;
    };
    row("brackets", "{{ " + times("(", 100000));
    row("closed brackets", "{{ " + times("[", 5000) + times("]", 5000) + " }}");
    row("not", "{{ " + times("not ", 100000) + "1 }}");
    row("minus", "{{ " + times("-", 100000) + "1 }}");
    row("sum", "{{ 1" + times("+1", 100000) + " }}");
    row("members", "{{ a" + times(".a", 100000) + " }}");
    row("filters", "{{ a" + times("|trim", 100000) + " }}");
    row("nested if", times("{% if yes %}", 100000));
    row("nested for", times("{% for i in list %}", 150) + times("{% endfor %}", 150));
    row("macro", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}");
    row("range", "{{ range(1000000000000) }}");
    row("loops", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}");
    row("repetition", "{{ 'abcdefgh' * 1000000000000 }}");
    row("doubling",
        "{% set n = namespace(x='abcdefgh') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% "
        "endfor %}");
    row("replace", "{% set x = 'a' * 9999999 %}{{ x|replace('a', x) }}");
    row("nested list",
        "{% set n = namespace(x=[]) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor "
        "%}");
    row("list of itself", "{% set n = namespace() %}{% set n.x = [n] %}{{ n.x }}{{ n.x.y.z }}");
    row("indent", "{{ list|tojson(indent=1000000000000) }}{{ 1/0 }}");
}

void TestJinja::hostileTemplatesEnd()
{
    QFETCH(std::string, source);
    const std::string sentence = sentenceOf(source);
    QVERIFY2(sentence.starts_with("chat template, line"), sentence.c_str());
}

void TestJinja::randomAndCutSourcesNeverCrash()
{
    const std::string whole =
        "{%- macro m(a, b=1) -%}{{ a|trim ~ b }}{%- endmacro %}{% set ns = namespace(x=[1, 'a', "
        "(2,)]) %}\n"
        "{% for k, v in dict.items() if v is not none %}{{- loop.index0 % 2 == 0 and m(k)[::-1] or "
        "{'a': v|tojson(indent=2)} -}}{% if k in ['a'] %}{% set ns.x = ns.x[1:] %}{% elif not k %}"
        "{% break %}{% else %}{# c -#}\n{% endif %}{% endfor %}{% generation %}\"x\\u00e9\"{% "
        "endgeneration %}{% set y %}{% raw %}{{{% endraw %}{% endset %}{{ ns.x if ns.x is defined "
        "else "
        "word.split('a', 1) }}";
    QVERIFY(sentenceOf(whole) == "no error");
    for (size_t length = 0; length <= whole.size(); ++length)
        (void)sentenceOf(whole.substr(0, length));
    Random random(5, "jinja");
    const std::string_view alphabet =
        "{}%#-+ \n'\"\\()[]|.,:=<>~*/ab1_is if in for set endif not x";
    for (int round = 0; round < 3000; ++round) {
        std::string source = whole;
        if (round % 3 == 0) {
            source = "{{ ";
            for (int i = 0; i < 40; ++i)
                source += alphabet[random.below(alphabet.size())];
            source += " }}";
        }
        for (int i = 0; i < 1 + round % 5; ++i) {
            const size_t at = random.below(source.size());
            if (round % 2 == 0)
                source[at] = alphabet[random.below(alphabet.size())];
            else if (round % 7 == 0)
                source[at] = static_cast<char>(random.below(256));
            else
                source.erase(at, 1 + random.below(4));
        }
        const std::string sentence = sentenceOf(source);
        QVERIFY(sentence != "not the input's fault");
    }
}

QTEST_GUILESS_MAIN(TestJinja)
#include "test_jinja.moc"
