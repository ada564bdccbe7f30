#pragma once

#include "widgets/rank/rank_feed.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListWidget;
class QMenu;
class QPushButton;

namespace espalier {

/// The tasks that wait, who is ranking, how alike people rank, and files in and out.
class QueuePanel : public QFrame
{
    Q_OBJECT
public:
    explicit QueuePanel(QWidget* parent = nullptr);

    void setTasks(const TaskRows& rows);
    void setCurrent(int64_t task);
    int64_t current() const { return m_current; }
    QString annotator() const;
    void setAnnotator(const QString& name);

    QListWidget* list() const { return m_list; }
    QLineEdit* annotatorEdit() const { return m_annotator; }
    QPushButton* simulateButton() const { return m_simulate; }
    QLabel* agreement() const { return m_agreement; }

Q_SIGNALS:
    void taskChosen(int64_t task);
    void annotatorChosen(const QString& name);
    void simulateAsked(const QString& rule);
    void importAsked();
    void exportAsked(espalier::LabelForm form);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showAgreement();
    void fillMenus();

    TaskRows m_rows;
    int64_t m_current = 0;
    QLabel *m_heading, *m_whoHeading, *m_agreementHeading, *m_agreement;
    QListWidget* m_list;
    QLineEdit* m_annotator;
    QPushButton *m_simulate, *m_import, *m_export;
    QMenu *m_rules, *m_forms;
};

} // namespace espalier
