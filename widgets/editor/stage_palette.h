#pragma once

#include "core/pipeline/stage.h"

#include <QWidget>

#include <functional>

class QLineEdit;
class QListView;
class QModelIndex;

namespace espalier {

class StageListModel;

/// The stages there are, grouped by family and searchable; Enter, double click or drag takes one.
class StagePalette : public QWidget
{
    Q_OBJECT
public:
    explicit StagePalette(std::span<const StageInfo> stages, QWidget* parent = nullptr);
    /// Only stages for which it holds (those that fit a wire, for instance).
    void setCondition(std::function<bool(const StageInfo&)> fits);
    void focusSearch();
    /// One click takes a stage (in a popup that would otherwise need a second one).
    void setTakesByClick(bool on) { m_takesByClick = on; }

Q_SIGNALS:
    void taken(const std::string& stage);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void fill();
    void take(const QModelIndex& index);
    void moveCurrent(int by);

    std::span<const StageInfo> m_stages;
    std::function<bool(const StageInfo&)> m_fits;
    QLineEdit* m_search;
    QListView* m_list;
    StageListModel* m_model;
    bool m_takesByClick = false;
};

} // namespace espalier
