#include "widgets/runs/fork_dialog.h"

#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>
#include <charconv>

namespace espalier {

using namespace Qt::StringLiterals;

std::map<std::string, std::vector<int64_t>> checkpointsIn(const std::filesystem::path& runFolder)
{
    std::map<std::string, std::vector<int64_t>> result;
    std::error_code error;
    for (const auto& node : std::filesystem::directory_iterator(runFolder, error)) {
        if (!node.is_directory(error))
            continue;
        for (const auto& entry : std::filesystem::directory_iterator(node.path(), error)) {
            const std::string name = entry.path().filename().string();
            int64_t step = 0;
            const char* end = name.data() + name.size();
            if (name.starts_with("step-") && std::from_chars(name.data() + 5, end, step).ptr == end)
                result[node.path().filename().string()].push_back(step);
        }
    }
    for (auto& [node, steps] : result)
        std::sort(steps.rbegin(), steps.rend());
    return result;
}

ForkDialog::ForkDialog(
    const RunRow& run, std::map<std::string, std::vector<int64_t>> checkpoints, QWidget* parent)
    : QDialog(parent)
    , m_run(run.info.id)
    , m_checkpoints(std::move(checkpoints))
{
    setWindowTitle(tr("Fork %1").arg(QString::fromStdString(run.info.name)));
    m_node = new QComboBox(this);
    for (const auto& [node, steps] : m_checkpoints)
        m_node->addItem(QString::fromStdString(node));
    m_step = new QComboBox(this);
    m_settings = new QPlainTextEdit(this);
    m_settings->setFont(codeFont());
    m_settings->setPlaceholderText(u"pretrain.learning_rate=3e-4"_s);
    m_settings->setTabChangesFocus(true);
    m_settings->setFixedHeight(96);
    m_problem = new QLabel(this);
    setRole(m_problem, "error");
    m_problem->setWordWrap(true);
    auto* explanation = new QLabel(
        tr("A new run goes on from the checkpoint, with these parameters changed. "
           "The run it comes from stays as it is."),
        this);
    explanation->setWordWrap(true);
    setRole(explanation, "muted");

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("Fork"), QDialogButtonBox::AcceptRole);
    setRole(m_ok, "primary");
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* form = new QFormLayout;
    form->setSpacing(Theme::kSpace8);
    form->addRow(tr("Node"), m_node);
    form->addRow(tr("Checkpoint at step"), m_step);
    form->addRow(tr("Changes"), m_settings);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(Theme::kSpace12);
    column->addWidget(explanation);
    column->addLayout(form);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    setMinimumWidth(420);

    connect(m_node, &QComboBox::currentIndexChanged, this, &ForkDialog::showSteps);
    connect(m_settings, &QPlainTextEdit::textChanged, this, &ForkDialog::check);
    showSteps();
}

void ForkDialog::showSteps()
{
    m_step->clear();
    const auto found = m_checkpoints.find(m_node->currentText().toStdString());
    if (found != m_checkpoints.end()) {
        for (const int64_t step : found->second)
            m_step->addItem(formatCount(step), QVariant::fromValue<qlonglong>(step));
    }
    check();
}

void ForkDialog::check()
{
    QString problem;
    if (m_step->count() == 0)
        problem = tr("This run has no checkpoint. Let it run until it writes one, or run the "
                     "pipeline anew.");
    static const QRegularExpression kSetting(u"^[\\w-]+(\\.[\\w-]+)?=.*$"_s);
    const QStringList lines = m_settings->toPlainText().split(u'\n');
    for (int i = 0; i < lines.size() && problem.isEmpty(); ++i) {
        const QString line = lines[i].trimmed();
        if (!line.isEmpty() && !kSetting.match(line).hasMatch())
            problem = tr("Line %1: write node.parameter=value.").arg(i + 1);
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_ok->setEnabled(problem.isEmpty());
}

ForkRequest ForkDialog::request() const
{
    ForkRequest request{
        m_run, m_node->currentText().toStdString(), m_step->currentData().toLongLong(), {}};
    for (const QString& line : m_settings->toPlainText().split(u'\n')) {
        if (!line.trimmed().isEmpty())
            request.settings.push_back(line.trimmed().toStdString());
    }
    return request;
}

} // namespace espalier
