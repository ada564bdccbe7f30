#pragma once

#include <QFrame>

#include <span>

class QListView;
class QModelIndex;

namespace espalier {

/// A pipeline that comes with the program: resources/pipelines/NAME.yaml.
struct Example
{
    const char* name;
    const char* title;           ///< in English; shown() puts it into the window's language
    const char* line;            ///< what it shows, in one line
    const char* model = nullptr; ///< the folder of resources/models that it reads, if it does
};

/// In the order in which somebody new would open them.
std::span<const Example> examples();

/// A list of the examples that drops from a button: title and line of each. A click or Enter takes
/// one, Escape closes.
class ExamplesPopup : public QFrame
{
    Q_OBJECT
public:
    explicit ExamplesPopup(QWidget* parent);
    /// Below that button, within the screen; the first example is selected.
    void dropFrom(const QWidget& button);

Q_SIGNALS:
    void taken(const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void take(const QModelIndex& index);
    QListView* m_list;
};

} // namespace espalier
