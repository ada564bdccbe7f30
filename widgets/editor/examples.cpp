#include "widgets/editor/examples.h"

#include "core/base/message.h"
#include "widgets/common/language.h"
#include "widgets/common/theme.h"

#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

constexpr Example kExamples[] = {
    {"first_steps",
     trNoop("A first model"),
     trNoop("A language model learns to tell stories, from nothing, in five minutes.")},
    {"small_text_model",
     trNoop("A text of yours"),
     trNoop("A small model of any text file, by characters or by pieces of words.")},
    {"instruct",
     trNoop("Following instructions"),
     trNoop(
         "A model that only goes on with stories learns to answer questions; it is asked the same "
         "questions before and after.")},
    {"instruct_safety",
     trNoop("Helpful and harmless"),
     trNoop(
         "Harmful requests are declined and the others still answered, with safety rows in the mix "
         "and without.")},
    {"prompting",
     trNoop("Asking in other ways"),
     trNoop("The same sums without an example, with examples and with worked solutions, beside a "
            "model that was tuned for them.")},
    {"adapters",
     trNoop("Five adapters side by side"),
     trNoop("LoRA, bottleneck, prefix, prompt and IA3 learn a new task with few weights; what each "
            "forgets of the old task is measured too.")},
    {"rlhf",
     trNoop("Learning from preferences"),
     trNoop(
         "A storyteller's answers are ranked by a simulated annotator, a reward model learns from "
         "the rankings, PPO from the reward model; the rule itself says what came of it.")},
    {"rlhf_algorithms",
     trNoop("Six ways to follow a preference"),
     trNoop(
         "PPO, TRPO, A2C, GRPO, RLOO and DPO from the same start with the same labels: what each "
         "gains, and how far it goes for it.")},
    {"rlvr_math",
     trNoop("Sums that can be checked"),
     trNoop("Two of five lessons end in a wrong answer, and so do the model's. Practice that "
            "rewards right answers alone takes the slips away.")},
    {"rlvr_logic",
     trNoop("Puzzles that can be checked"),
     trNoop("Small logic puzzles, learned from lessons with mistakes, then practised with a "
            "reward that solves them itself.")},
    {"rlvr_code",
     trNoop("Programs that can be checked"),
     trNoop("Tiny Python tasks, learned from lessons with mistakes, then practised with a reward "
            "that runs each program against tests in a sandbox.")},
    {"rlhf_against_rlvr",
     trNoop("Preferences against checks"),
     trNoop("The same sums practised twice: for a reward model that learned from noisy rankings, "
            "and for the check itself.")},
    {"four_stages",
     trNoop("The whole schooling"),
     trNoop("Pre-training, fine-tuning, preferences and checked rewards, one after the other; each "
            "stage takes the same exam.")},
    {"masked_classify",
     trNoop("Fill the gaps, then sort"),
     trNoop(
         "A masked model learns from plain text, then sorts sentences by their feeling; the same "
         "network without that schooling stands beside it.")},
    {"import_and_tune",
     trNoop("Bring a model, tune it, take it away"),
     trNoop(
         "A Hugging Face folder is read, tuned with LoRA, merged and written as a folder again."),
     "storyteller"},
};

enum { NameRole = Qt::UserRole + 1, LineRole };

constexpr int kWidth = 400;

/// A title over a line that wraps.
class ExampleDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const override
    {
        const QRect room(0, 0, textWidth(kWidth), 1000);
        const auto lines = QFontMetrics(textFont(Theme::kSmall))
                               .boundingRect(room, kFlags, index.data(LineRole).toString());
        return {kWidth, titleHeight() + lines.height() + 2 * Theme::kSpace8 + 2};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override
    {
        const Theme& t = theme();
        const QRectF row = QRectF(option.rect).adjusted(4, 1, -4, -1);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state & QStyle::State_Selected ? t.accentSoft : t.hover);
            painter->drawRoundedRect(row, Theme::kRadius, Theme::kRadius);
        }
        QRectF room(
            row.left() + Theme::kSpace12,
            row.top() + Theme::kSpace8,
            textWidth(option.rect.width()),
            titleHeight());
        painter->setFont(textFont(Theme::kBody, Weight::Strong));
        painter->setPen(t.text);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignTop, index.data().toString());
        room.setTop(room.bottom());
        room.setBottom(row.bottom());
        painter->setFont(textFont(Theme::kSmall));
        painter->setPen(t.muted);
        painter->drawText(room, kFlags, index.data(LineRole).toString());
        painter->restore();
    }

private:
    static constexpr int kFlags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
    static int textWidth(int width) { return width - 2 * (Theme::kSpace12 + 4); }
    static int titleHeight()
    {
        return QFontMetrics(textFont(Theme::kBody, Weight::Strong)).height() + 2;
    }
};

} // namespace

std::span<const Example> examples()
{
    return kExamples;
}

ExamplesPopup::ExamplesPopup(QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_list(new QListView(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setRole(this, "card");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, Theme::kSpace4, 1, Theme::kSpace4);
    layout->addWidget(m_list);
    auto* model = new QStandardItemModel(m_list);
    for (const Example& example : examples()) {
        auto* item = new QStandardItem(shown(std::string_view(example.title)));
        item->setData(QString::fromUtf8(example.name), NameRole);
        item->setData(shown(std::string_view(example.line)), LineRole);
        item->setAccessibleDescription(shown(std::string_view(example.line)));
        model->appendRow(item);
    }
    setRole(m_list, "plain");
    m_list->setModel(model);
    m_list->setItemDelegate(new ExampleDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Examples"));
    m_list->installEventFilter(this);
    connect(m_list, &QListView::clicked, this, &ExamplesPopup::take);
}

void ExamplesPopup::dropFrom(const QWidget& button)
{
    const QRect room = button.screen()->availableGeometry();
    QStyleOptionViewItem option;
    int height = 2 * Theme::kSpace4 + 4;
    for (int row = 0; row < m_list->model()->rowCount(); ++row)
        height += m_list->itemDelegate()->sizeHint(option, m_list->model()->index(row, 0)).height();
    QPoint at = button.mapToGlobal(QPoint(0, button.height() + 4));
    resize(kWidth, std::min(height, room.bottom() - at.y() - Theme::kSpace8));
    at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
    move(at);
    show();
    m_list->setCurrentIndex(m_list->model()->index(0, 0));
    m_list->setFocus(Qt::PopupFocusReason);
}

void ExamplesPopup::take(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    const QString name = index.data(NameRole).toString();
    close();
    Q_EMIT taken(name);
}

bool ExamplesPopup::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) {
            take(m_list->currentIndex());
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace espalier
