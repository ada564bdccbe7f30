#pragma once

#include "widgets/runs/run_feed.h"

#include <QDialog>

#include <map>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace espalier {

/// A new run from a checkpoint of another.
struct ForkRequest
{
    int64_t run = 0;
    std::string node;
    int64_t step = 0;
    std::vector<std::string> settings; ///< "node.param=value"
};

/// The steps of the checkpoints that lie in a run's folder, by node.
std::map<std::string, std::vector<int64_t>> checkpointsIn(const std::filesystem::path& runFolder);

/// Asks where a fork begins and what it changes.
class ForkDialog : public QDialog
{
    Q_OBJECT
public:
    ForkDialog(
        const RunRow& run,
        std::map<std::string, std::vector<int64_t>> checkpoints,
        QWidget* parent = nullptr);
    ForkRequest request() const;

private:
    void showSteps();
    void check();

    int64_t m_run;
    std::map<std::string, std::vector<int64_t>> m_checkpoints;
    QComboBox* m_node;
    QComboBox* m_step;
    QPlainTextEdit* m_settings;
    QLabel* m_problem;
    QPushButton* m_ok;
};

} // namespace espalier
