#include "widgets/editor/flow_panel.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/editor/fact_table.h"
#include "widgets/editor/tokens_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QtConcurrent>

#include <algorithm>
#include <array>
#include <utility>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShown = 1500; ///< characters of a part at most

struct RoleRow
{
    std::string_view role;
    const char* title;
};

constexpr std::array kRoles{
    RoleRow{"system", trNoop("System")},
    RoleRow{"user", trNoop("User")},
    RoleRow{"assistant", trNoop("Assistant")},
    RoleRow{"tool", trNoop("Tool")},
    RoleRow{"prompt", trNoop("Prompt")},
    RoleRow{"completion", trNoop("Answer")},
    RoleRow{"chosen", trNoop("Chosen")},
    RoleRow{"rejected", trNoop("Rejected")},
    RoleRow{"margin", trNoop("Margin")},
    RoleRow{"choice", trNoop("Choice")},
    RoleRow{"correct", trNoop("Right choice")},
    RoleRow{"rationale", trNoop("Rationale")},
    RoleRow{"answer", trNoop("Gold answer")},
    RoleRow{"tests", trNoop("Tests")},
    RoleRow{"entry_point", trNoop("Function")},
    RoleRow{"text", trNoop("Text")},
    RoleRow{"second", trNoop("Second text")},
    RoleRow{"label", trNoop("Label")},
    RoleRow{"kind", trNoop("Kind")},
    RoleRow{"weight", trNoop("Weight")},
};

/// "Chosen · Assistant" for "chosen assistant".
QString roleTitle(const std::string& role)
{
    QStringList titles;
    for (const QString& word : QString::fromStdString(role).split(u' ')) {
        const auto found = std::ranges::find(kRoles, word.toStdString(), &RoleRow::role);
        titles << (found == kRoles.end() ? word : shown(std::string_view(found->title)));
    }
    return titles.join(u" · "_s);
}

QLabel* label(QWidget* parent, const char* role)
{
    auto* made = new QLabel(parent);
    made->setWordWrap(true);
    setRole(made, role);
    return made;
}

QToolButton* arrow(QWidget* parent, const char* name)
{
    auto* made = new QToolButton(parent);
    made->setIcon(icon(name));
    return made;
}

} // namespace

FlowPanel::FlowPanel(PipelineDocument& document, QWidget* parent, Reader reader)
    : QWidget(parent)
    , m_document(document)
    , m_reader(std::move(reader))
    , m_heading(label(this, "group"))
    , m_pager(new QWidget(this))
    , m_previous(arrow(m_pager, "chevron-left"))
    , m_next(arrow(m_pager, "chevron-right"))
    , m_place(new QLabel(m_pager))
    , m_origin(label(this, "caption"))
    , m_note(label(this, "muted"))
    , m_column(new QVBoxLayout(this))
    , m_tokensHeading(label(this, "group"))
    , m_tokensCaption(label(this, "text"))
    , m_tokens(new TokensView(this))
    , m_factsHeading(label(this, "group"))
    , m_facts(label(this, "text"))
{
    auto* row = new QHBoxLayout(m_pager);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::kSpace4);
    m_place->setFont(numberFont());
    row->addWidget(m_place, 1);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(Theme::kSpace8);
    for (QWidget* part : std::initializer_list<QWidget*>{
             m_heading,
             m_pager,
             m_origin,
             m_note,
             m_tokensHeading,
             m_tokensCaption,
             m_tokens,
             m_factsHeading,
             m_facts})
        m_column->addWidget(part);
    m_facts->setFont(numberFont());
    connect(m_previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(1); });
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &FlowPanel::take);
    connect(&document, &PipelineDocument::changed, this, [this](const DocumentEvent& event) {
        if (std::holds_alternative<AnalysisChanged>(event) && m_edge)
            ask();
    });
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &FlowPanel::refresh);
    retranslate();
}

FlowPanel::~FlowPanel()
{
    m_stop.request_stop();
}

void FlowPanel::setEdge(const std::optional<Edge>& edge)
{
    if (edge == m_edge)
        return;
    m_edge = edge;
    m_preview.reset();
    m_index = 0;
    if (edge)
        ask();
    else
        m_stop.request_stop();
    refresh();
}

void FlowPanel::ask()
{
    if (m_reading) {
        m_stale = true;
        m_stop.request_stop();
        return; // take() starts again, for the newest wish
    }
    start();
}

void FlowPanel::start()
{
    FlowQuestion question{m_document.pipeline(), *m_edge, m_document.folder(), {}};
    for (const PlannedNode& node : m_document.plan())
        if (node.cached && !m_document.artifacts().empty())
            question.results[node.id] = m_document.artifacts() / node.key;
    m_stop = std::stop_source();
    m_stale = false;
    m_reading = true;
    m_watcher.setFuture(QtConcurrent::run([question = std::move(question),
                                           stages = m_document.stages(),
                                           reader = m_reader,
                                           stop = m_stop.get_token()] {
        return reader(question, stages, [stop] { return stop.stop_requested(); });
    }));
}

void FlowPanel::take()
{
    m_reading = false;
    if (!m_edge)
        return;
    if (m_stale) {
        start();
        return;
    }
    m_preview = m_watcher.result();
    m_index = count() == 0 ? 0 : std::min(m_index, count() - 1);
    refresh();
    Q_EMIT loaded();
}

size_t FlowPanel::count() const
{
    return m_preview ? std::max(m_preview->rows.size(), m_preview->documents.size()) : 0;
}

void FlowPanel::step(int by)
{
    m_index = static_cast<size_t>(static_cast<int>(m_index) + by);
    refresh();
}

QString FlowPanel::origin() const
{
    const bool texts = m_preview->type == PortType::Text;
    const QString all =
        m_preview->count ? formatCount(static_cast<int64_t>(*m_preview->count)) : QString();
    switch (m_preview->from) {
    case FlowPreview::From::Result:
        return texts ? tr("The first of %1 texts, as the stage made them.").arg(all)
                     : tr("The first of %1 rows, as the stage made them.").arg(all);
    case FlowPreview::From::BuiltIn:
        return texts ? tr("The first of %1 texts that the built-in world will give.").arg(all)
                     : tr("The first of %1 rows that the built-in world will give.").arg(all);
    case FlowPreview::From::File:
        return texts ? tr("The first texts of the file.")
                     : tr("The first rows of the file, read as %1.")
                           .arg(QString::fromStdString(m_preview->form));
    case FlowPreview::From::Template:
        return all.isEmpty() ? tr("The first rows, as the template will make them.")
                             : tr("The first of %1 rows, as the template will make them.").arg(all);
    case FlowPreview::From::Nowhere:
        break;
    }
    return {};
}

void FlowPanel::refresh()
{
    delete m_parts;
    m_parts = nullptr;
    const size_t all = count();
    const bool any = all > 0;
    m_heading->setVisible(m_edge && m_edge->toNode.empty());
    m_pager->setVisible(any);
    m_origin->setVisible(any);
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_tokensHeading, m_tokensCaption, m_tokens})
        part->hide();
    m_note->setVisible(m_edge && (!m_preview || !m_preview->note.empty()));
    if (m_preview)
        m_note->setText(shown(m_preview->note));
    else
        m_note->setText(tr("Reading …"));
    showFacts();
    if (!any)
        return;
    const bool texts = !m_preview->documents.empty();
    m_place->setText((texts ? tr("Text %1 of %2") : tr("Row %1 of %2"))
                         .arg(
                             formatCount(static_cast<int64_t>(m_index) + 1),
                             formatCount(static_cast<int64_t>(all))));
    m_previous->setEnabled(m_index > 0);
    m_next->setEnabled(m_index + 1 < all);
    m_origin->setText(origin());
    m_parts = new QWidget(this);
    auto* column = new QVBoxLayout(m_parts);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::kSpace4);
    m_column->insertWidget(m_column->indexOf(m_tokensHeading), m_parts);
    if (texts)
        showPart({}, QString::fromStdString(m_preview->documents[m_index]), false);
    else
        showRow(m_preview->rows[m_index]);
    m_parts->show();
}

void FlowPanel::showRow(const FlowRow& row)
{
    for (size_t i = 0; i < row.parts.size(); ++i)
        showPart(
            roleTitle(row.parts[i].role),
            QString::fromStdString(row.parts[i].text),
            i < row.trained.size() && row.trained[i]);
    if (m_preview->trains)
        showTokens(row);
}

void FlowPanel::showPart(const QString& role, const QString& text, bool trained)
{
    auto* column = m_parts->layout();
    if (!role.isEmpty()) {
        auto* head = label(m_parts, "caption");
        head->setText(trained ? tr("%1, to be learned").arg(role) : role);
        head->setContentsMargins(0, Theme::kSpace4, 0, 0);
        column->addWidget(head);
    }
    auto* body = label(m_parts, "text");
    body->setTextFormat(Qt::RichText);
    body->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QString words = text.left(kShown).toHtmlEscaped().replace(u'\n', u"<br>"_s);
    if (text.size() > kShown)
        words += u" …"_s;
    if (trained)
        words = u"<span style='background-color:%1; text-decoration:underline'>%2</span>"_s.arg(
            theme().accentSoft.name(), words);
    body->setText(u"<div style='white-space:pre-wrap'>"_s + words + u"</div>"_s);
    column->addWidget(body);
}

void FlowPanel::showTokens(const FlowRow& row)
{
    m_tokensHeading->show();
    m_tokensCaption->show();
    if (row.tokens.empty()) {
        m_tokensCaption->setText(shown(m_preview->tokensNote));
        return;
    }
    m_tokens->show();
    m_tokens->setTokens(row.tokens);
    const auto put = [](size_t count) { return formatCount(static_cast<int64_t>(count)); };
    QString caption =
        m_preview->learnsClass
            ? tr("%1 tokens; the class is learned.").arg(put(row.given))
            : tr("%1 tokens, %2 of them trained").arg(put(row.given), put(row.learned));
    if (row.length > row.given)
        caption += u" · "_s + tr("cut from %1").arg(put(row.length));
    if (row.given > row.tokens.size())
        caption += u" · "_s + tr("the first %1 are shown").arg(put(row.tokens.size()));
    m_tokensCaption->setText(caption);
}

void FlowPanel::showFacts()
{
    const NodeOutlook* outlook = m_edge ? m_document.outlookOf(m_edge->fromNode) : nullptr;
    std::vector<std::pair<QString, QString>> rows;
    if (outlook != nullptr && outlook->outputs.contains(m_edge->fromPort)) {
        const Facts& facts = outlook->outputs.at(m_edge->fromPort);
        if (facts.parameters > 0)
            rows.emplace_back(
                tr("Parameters"), formatCountShort(static_cast<double>(facts.parameters)));
        if (facts.positions > 0)
            rows.emplace_back(tr("Positions"), formatCount(facts.positions));
        if (facts.vocabSize > 0)
            rows.emplace_back(tr("Vocabulary"), formatCount(facts.vocabSize));
        if (facts.documents > 0)
            rows.emplace_back(tr("Items"), formatCount(facts.documents));
        if (facts.bytes > 0)
            rows.emplace_back(tr("Text"), formatBytes(static_cast<double>(facts.bytes)));
    }
    m_factsHeading->setVisible(!rows.empty());
    m_facts->setVisible(!rows.empty());
    m_facts->setText(factTable(rows));
}

void FlowPanel::retranslate()
{
    setAccessibleName(tr("What flows over the wire"));
    m_heading->setText(tr("What comes out"));
    for (auto* button : {m_previous, m_next}) {
        const QString text = button == m_next ? tr("Next row") : tr("Previous row");
        button->setToolTip(text);
        button->setAccessibleName(text);
    }
    m_tokensHeading->setText(tr("What the model is given and learns"));
    m_tokens->setAccessibleName(tr("Tokens"));
    m_factsHeading->setText(tr("Expected"));
    refresh();
}

void FlowPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
