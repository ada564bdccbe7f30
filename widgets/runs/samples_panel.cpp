#include "widgets/runs/samples_panel.h"

#include "widgets/common/icon.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSlider>
#include <QTextBlock>
#include <QTextEdit>
#include <QToolButton>

#include <algorithm>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

/// What can colour a rollout's tokens: the key in Sample::detail, and its name.
struct TokenQuantity
{
    const char* key;
    const char* title;
};
constexpr TokenQuantity kTokenQuantities[] = {
    {"advantage", trNoop("Advantage")},
    {"reward", trNoop("Reward")},
    {"kl", trNoop("KL")},
    {"value", trNoop("Value")},
    {"log_prob", trNoop("Log-probability")},
};

bool isRollout(const Sample& sample)
{
    return sample.detail.is_object() && sample.detail.contains("tokens");
}

} // namespace

SamplesPanel::SamplesPanel(QWidget* parent)
    : QWidget(parent)
{
    m_previous = new QToolButton(this);
    m_previous->setIcon(icon("chevron-left"));
    m_next = new QToolButton(this);
    m_next->setIcon(icon("chevron-right"));
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setPageStep(5);
    m_label = new QLabel(this);
    m_label->setFont(numberFont(Theme::kSmall));
    m_text = new QTextEdit(this);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->document()->setDocumentMargin(Theme::kSpace4);

    m_quantity = new QComboBox(this);
    m_quantity->hide();

    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::kSpace4);
    row->addWidget(m_previous);
    row->addWidget(m_slider, 1);
    row->addWidget(m_next);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::kSpace12, Theme::kSpace8, Theme::kSpace12, Theme::kSpace8);
    column->setSpacing(Theme::kSpace4);
    column->addLayout(row);
    auto* second = new QHBoxLayout;
    second->addWidget(m_label, 1);
    second->addWidget(m_quantity);
    column->addLayout(second);
    column->addWidget(m_text, 1);

    connect(m_slider, &QSlider::valueChanged, this, &SamplesPanel::showStep);
    connect(m_quantity, &QComboBox::currentIndexChanged, this, &SamplesPanel::showStep);
    connect(m_previous, &QToolButton::clicked, this, [this] {
        m_slider->setValue(m_slider->value() - 1);
    });
    connect(
        m_next, &QToolButton::clicked, this, [this] { m_slider->setValue(m_slider->value() + 1); });
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &SamplesPanel::showStep);
    retranslate();
}

void SamplesPanel::retranslate()
{
    m_slider->setAccessibleName(tr("Step of the samples"));
    m_previous->setToolTip(tr("Earlier samples"));
    m_previous->setAccessibleName(tr("Earlier samples"));
    m_next->setToolTip(tr("Later samples"));
    m_next->setAccessibleName(tr("Later samples"));
    m_quantity->setAccessibleName(tr("What colours the tokens"));
    m_quantity->setToolTip(
        tr("What colours the tokens of a rollout: green is above zero, orange below"));
    listQuantities();
    m_text->setAccessibleName(tr("Samples"));
    m_text->setPlaceholderText(tr("Samples appear here while a model trains."));
    showStep();
}

void SamplesPanel::listQuantities()
{
    const QVariant before = m_quantity->currentData();
    const QSignalBlocker quiet(m_quantity);
    m_quantity->clear();
    for (const auto& [key, title] : kTokenQuantities)
        m_quantity->addItem(QString::fromStdString(translate(title)), QString::fromLatin1(key));
    m_quantity->setCurrentIndex(std::max(0, m_quantity->findData(before)));
}

/// The tokens of an answer over colours: the strongest one has the strongest colour.
void SamplesPanel::insertRollout(QTextCursor& cursor, const Sample& sample) const
{
    const auto& tokens = sample.detail.at("tokens");
    const std::string key = m_quantity->currentData().toString().toStdString();
    const auto found = sample.detail.find(key);
    const bool known = found != sample.detail.end() && found->size() == tokens.size();
    double strongest = 0;
    for (size_t i = 0; known && i < tokens.size(); ++i)
        strongest = std::max(strongest, std::abs(found->at(i).get<double>()));
    for (size_t i = 0; i < tokens.size(); ++i) {
        QTextCharFormat format;
        format.setForeground(theme().text);
        if (known && strongest > 0) {
            const double value = found->at(i).get<double>();
            QColor colour = value >= 0 ? theme().accent : theme().warning;
            colour.setAlphaF(static_cast<float>(0.5 * std::abs(value) / strongest));
            format.setBackground(colour);
            format.setToolTip(
                u"%1: %2"_s.arg(m_quantity->currentText(), QString::number(value, 'g', 3)));
        }
        cursor.insertText(
            QString::fromStdString(tokens.at(i).get<std::string>())
                .replace(u'\n', QChar::LineSeparator),
            format);
    }
    QTextCharFormat note;
    note.setForeground(theme().muted);
    if (sample.detail.contains("score"))
        cursor.insertText(
            u"  "_s + tr("score %1")
                          .arg(QString::number(sample.detail.at("score").get<double>(), 'g', 3)),
            note);
    if (!known)
        cursor.insertText(u"  "_s + tr("this algorithm has none of these"), note);
}

void SamplesPanel::setSamples(std::shared_ptr<const std::vector<Sample>> samples)
{
    if (samples == m_samples)
        return;
    const bool follow = m_steps.empty() || m_slider->value() == m_slider->maximum();
    const auto before = m_steps.empty() ? std::pair<std::string, int64_t>()
                                        : m_steps[static_cast<size_t>(m_slider->value())];
    m_samples = std::move(samples);
    m_steps.clear();
    if (m_samples) {
        for (const Sample& sample : *m_samples) {
            if (m_steps.empty() || m_steps.back() != std::pair(sample.node, sample.step))
                m_steps.emplace_back(sample.node, sample.step);
        }
    }
    const int last = std::max(0, static_cast<int>(m_steps.size()) - 1);
    const auto same = std::find(m_steps.begin(), m_steps.end(), before);
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, last);
        m_slider->setValue(
            follow || same == m_steps.end() ? last : static_cast<int>(same - m_steps.begin()));
    }
    showStep();
}

int64_t SamplesPanel::step() const
{
    return m_steps.empty() ? -1 : m_steps[static_cast<size_t>(m_slider->value())].second;
}

QString SamplesPanel::text() const
{
    return m_text->toPlainText();
}

void SamplesPanel::showStep()
{
    const bool any = !m_steps.empty();
    m_slider->setEnabled(m_steps.size() > 1);
    m_previous->setEnabled(any && m_slider->value() > 0);
    m_next->setEnabled(any && m_slider->value() < m_slider->maximum());
    const int scrolled = m_text->verticalScrollBar()->value();
    m_text->clear();
    if (!any) {
        m_label->clear();
        return;
    }
    const auto& [node, step] = m_steps[static_cast<size_t>(m_slider->value())];
    m_label->setText(tr("%1 · step %2 · %3 of %4")
                         .arg(
                             QString::fromStdString(node),
                             formatCount(step),
                             formatCount(m_slider->value() + 1),
                             formatCount(m_slider->maximum() + 1)));
    QTextCursor cursor(m_text->document());
    QTextCharFormat prompt;
    prompt.setForeground(theme().accent);
    prompt.setFontWeight(QFont::DemiBold);
    QTextCharFormat plain;
    plain.setForeground(theme().text);
    QTextCharFormat none;
    none.setForeground(theme().faint);
    QTextBlockFormat block;
    block.setBottomMargin(Theme::kSpace12);
    block.setLineHeight(130, QTextBlockFormat::ProportionalHeight);
    bool first = true;
    for (const Sample& sample : *m_samples) {
        if (sample.node != node || sample.step != step)
            continue;
        if (!std::exchange(first, false))
            cursor.insertBlock();
        cursor.setBlockFormat(block);
        // A line feed inside a sample stays in its paragraph.
        const auto lines = [](const std::string& text) {
            return QString::fromStdString(text).replace(u'\n', QChar::LineSeparator);
        };
        cursor.insertText(lines(sample.prompt), prompt);
        if (isRollout(sample))
            insertRollout(cursor, sample);
        else if (sample.text.empty())
            cursor.insertText(u' ' + tr("no answer"), none);
        else
            cursor.insertText(lines(sample.text), plain);
    }
    m_quantity->setVisible(std::ranges::any_of(*m_samples, [&](const Sample& sample) {
        return sample.node == node && sample.step == step && isRollout(sample);
    }));
    m_text->verticalScrollBar()->setValue(scrolled);
}

void SamplesPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
