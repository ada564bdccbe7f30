#include "widgets/runs/items_panel.h"

#include "widgets/common/icon.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSplitter>
#include <QTextBlock>
#include <QTextEdit>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTypingMs = 150;

/// Writes headed paragraphs into a document.
class Writer
{
public:
    explicit Writer(QTextDocument* document)
        : m_cursor(document)
    {
    }
    void head(const QString& text)
    {
        QTextCharFormat format;
        format.setFont(textFont(Theme::kSmall, Weight::Strong));
        format.setForeground(theme().muted);
        block(m_isFirst ? 0 : Theme::kSpace8);
        m_cursor.insertText(text, format);
    }
    void body(QString text, const QColor& colour)
    {
        QTextCharFormat format;
        format.setFont(textFont());
        format.setForeground(colour);
        block(2);
        m_cursor.insertText(text.replace(u'\n', QChar::LineSeparator), format);
    }

private:
    void block(int above)
    {
        QTextBlockFormat format;
        format.setTopMargin(above);
        format.setLineHeight(125, QTextBlockFormat::ProportionalHeight);
        if (m_isFirst)
            m_cursor.setBlockFormat(format);
        else
            m_cursor.insertBlock(format);
        m_isFirst = false;
    }
    QTextCursor m_cursor;
    bool m_isFirst = true;
};

} // namespace

ItemsPanel::ItemsPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new ItemsModel(this))
    , m_nodes(new QComboBox(this))
    , m_which(new QComboBox(this))
    , m_search(new QLineEdit(this))
    , m_chip(new QToolButton(this))
    , m_list(new QListView(this))
    , m_none(new QLabel(this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ItemsDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFrameShape(QFrame::NoFrame);
    setRole(m_list, "plain");
    m_search->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(true);
    m_chip->setIcon(icon("close"));
    m_chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_chip->setCheckable(true);
    m_chip->setChecked(true);
    m_chip->hide();
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setWordWrap(true);
    setRole(m_none, "muted");
    m_none->hide();
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);

    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::kSpace8);
    row->addWidget(m_nodes);
    row->addWidget(m_which);
    row->addWidget(m_search, 1);
    auto* upper = new QWidget(this);
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::kSpace4);
    column->addLayout(row);
    column->addWidget(m_chip, 0, Qt::AlignLeft);
    column->addWidget(m_list, 1);
    column->addWidget(m_none, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setHandleWidth(1);
    splitter->addWidget(upper);
    splitter->addWidget(makeDetail());
    splitter->setSizes({200, 150});
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kSpace12, Theme::kSpace8, Theme::kSpace12, Theme::kSpace4);
    layout->addWidget(splitter);

    connect(m_nodes, &QComboBox::activated, this, [this](int index) {
        m_confusion.reset();
        Q_EMIT confusionCleared();
        showNode(index);
    });
    connect(m_which, &QComboBox::currentIndexChanged, this, &ItemsPanel::applyFilter);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(&m_typing, &QTimer::timeout, this, &ItemsPanel::applyFilter);
    connect(m_chip, &QToolButton::clicked, this, [this] {
        m_confusion.reset();
        Q_EMIT confusionCleared();
        applyFilter();
    });
    connect(m_model, &ItemsModel::filtered, this, [this] {
        const bool any = m_model->rowCount() > 0;
        m_list->setVisible(any);
        m_none->setVisible(!any);
        if (any)
            m_list->setCurrentIndex(m_model->index(0));
        showDetail();
    });
    connect(
        m_list->selectionModel(),
        &QItemSelectionModel::currentChanged,
        this,
        &ItemsPanel::showDetail);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &ItemsPanel::showDetail);
    retranslate();
}

QWidget* ItemsPanel::makeDetail()
{
    m_detail = new QTextEdit(this);
    m_detail->setReadOnly(true);
    m_detail->setFrameShape(QFrame::NoFrame);
    m_detail->document()->setDocumentMargin(Theme::kSpace4);
    return m_detail;
}

void ItemsPanel::retranslate()
{
    m_nodes->setAccessibleName(tr("Evaluation whose items are shown"));
    m_nodes->setToolTip(tr("Evaluation whose items are shown"));
    m_which->setAccessibleName(tr("Which items are shown"));
    m_search->setPlaceholderText(tr("Search items"));
    m_search->setAccessibleName(tr("Search items"));
    m_chip->setToolTip(tr("Show all items again"));
    m_list->setAccessibleName(tr("Items"));
    m_detail->setAccessibleName(tr("The chosen item"));
    m_none->setText(tr("No item fits."));
    countWhich();
    applyFilter();
    showDetail();
}

void ItemsPanel::set(const Evaluations& evaluations)
{
    m_evaluations = evaluations;
    m_confusion.reset();
    m_places.clear();
    m_nodes->clear();
    int current = 0;
    for (size_t i = 0; i < evaluations->size(); ++i) {
        const Evaluation& one = (*evaluations)[i];
        if (one.items.empty())
            continue;
        if (one.node == m_node)
            current = static_cast<int>(m_places.size());
        m_places.push_back(i);
        m_nodes->addItem(QString::fromStdString(one.node));
    }
    m_nodes->setVisible(m_places.size() > 1);
    setVisible(!m_places.empty());
    if (!m_places.empty())
        showNode(current);
}

void ItemsPanel::showNode(int place)
{
    m_nodes->setCurrentIndex(place);
    const size_t at = m_places[static_cast<size_t>(place)];
    if (m_node != (*m_evaluations)[at].node)
        m_confusion.reset();
    m_node = (*m_evaluations)[at].node;
    m_model->set(m_evaluations, at);
    countWhich();
    applyFilter();
}

void ItemsPanel::setConfusion(
    const std::string& node, const std::optional<std::pair<QString, QString>>& confusion)
{
    const int place = m_nodes->findText(QString::fromStdString(node));
    if (place < 0)
        return;
    if (node != m_node)
        showNode(place);
    m_confusion = confusion;
    // Whether a cell's texts are right is told by the cell.
    if (confusion)
        m_which->setCurrentIndex(ItemsFilter::All);
    applyFilter();
}

void ItemsPanel::countWhich()
{
    const auto& items = m_model->items();
    const auto right = std::ranges::count_if(items, [](const auto& one) { return one.score >= 1; });
    const auto wrong = std::ranges::count_if(items, [](const auto& one) { return one.score < 1; });
    const int index = std::max(0, m_which->currentIndex());
    const QSignalBlocker quiet(m_which);
    m_which->clear();
    const bool matches = !items.empty() && isMatch(items.front());
    m_which->addItems(
        {tr("All %1").arg(formatCount(static_cast<int64_t>(items.size()))),
         (matches ? tr("Won %1") : tr("Right %1")).arg(formatCount(right)),
         (matches ? tr("Not won %1") : tr("Wrong %1")).arg(formatCount(wrong))});
    m_which->setCurrentIndex(index);
}

void ItemsPanel::applyFilter()
{
    m_typing.stop();
    m_chip->setVisible(m_confusion.has_value());
    m_chip->setChecked(true);
    if (m_confusion)
        m_chip->setText(tr("%1, called %2")
                            .arg(
                                m_confusion->first,
                                m_confusion->second.isEmpty() ? tr("none") : m_confusion->second));
    m_model->setFilter(
        {static_cast<ItemsFilter::Which>(std::max(0, m_which->currentIndex())),
         m_search->text().trimmed(),
         m_confusion});
}

void ItemsPanel::showDetail()
{
    m_detail->clear();
    const QModelIndex index = m_list->currentIndex();
    m_detail->setVisible(index.isValid());
    if (!index.isValid() || index.row() >= m_model->rowCount())
        return;
    const EvalItem& item = m_model->item(index.row());
    Writer writer(m_detail->document());
    QStringList title{tr("Item %1").arg(formatCount(item.item + 1))};
    if (item.repeat > 0)
        title << tr("answer %1").arg(formatCount(item.repeat + 1));
    if (const auto kind = item.data.value("kind", std::string()); !kind.empty())
        title << QString::fromStdString(kind);
    writer.head(title.join(u" · "_s));
    writer.body(visibleText(item.prompt), theme().text);
    const auto answer = [&](const std::string& node, const EvalItem& one) {
        writer.head(tr("%1 answered (%2)").arg(QString::fromStdString(node), judgement(one)));
        writer.body(
            one.output.empty() ? QObject::tr("no answer") : visibleText(one.output),
            one.output.empty() ? theme().faint : judgementColour(one));
        const QString found = answerOf(one).trimmed();
        if (!found.isEmpty() && found != visibleText(one.output).trimmed())
            writer.body(tr("taken as: %1").arg(found), theme().muted);
    };
    answer(m_node, item);
    const auto rewardOf = [&](const char* name) {
        const auto found = item.data.find(name);
        return found != item.data.end() && found->is_number()
                   ? tr("reward %1").arg(formatNumber(found->get<double>()))
                   : QString();
    };
    if (const QString reward = rewardOf("reward"); isMatch(item) && !reward.isEmpty())
        writer.body(reward, theme().muted);
    writer.head(isMatch(item) ? tr("The baseline answered") : tr("Wanted"));
    writer.body(visibleText(item.target), theme().text);
    if (const QString reward = rewardOf("baseline_reward"); isMatch(item) && !reward.isEmpty())
        writer.body(reward, theme().muted);
    for (const size_t place : m_places) {
        const Evaluation& other = (*m_evaluations)[place];
        if (other.node == m_node)
            continue;
        const auto same = std::ranges::find_if(other.items, [&](const EvalItem& one) {
            return one.task == item.task && one.item == item.item && one.repeat == item.repeat &&
                   one.prompt == item.prompt;
        });
        if (same != other.items.end())
            answer(other.node, *same);
    }
    m_detail->moveCursor(QTextCursor::Start);
}

QString ItemsPanel::detail() const
{
    return m_detail->toPlainText();
}

void ItemsPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
