#include "core/base/error.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icon.h"
#include "widgets/common/theme.h"
#include "widgets/editor/examples.h"
#include "widgets/editor/findings_panel.h"
#include "widgets/editor/pipeline_page.h"

#include <QAction>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace espalier {

QToolButton* PipelinePage::makeFileMenu(QWidget* bar)
{
    auto* button = new QToolButton(bar);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setMenu(new QMenu(button));
    return button;
}

void PipelinePage::fillFileMenu()
{
    m_saveAs = new QAction(this);
    m_saveAs->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    m_saveAs->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_saveAs);
    connect(m_saveAs, &QAction::triggered, this, &PipelinePage::saveAs);
    QMenu* menu = m_file->menu();
    for (QToolButton* button : {m_new, m_open, m_examples, m_save})
        menu->addAction(m_actions.at(button));
    menu->addAction(m_saveAs);
    // An action that is off would not answer to its keys; the button decides at each press.
    const auto take = [this](bool asButtons) {
        for (QToolButton* button : {m_new, m_open, m_examples, m_save})
            m_actions.at(button)->setEnabled(!asButtons || button->isEnabled());
    };
    connect(menu, &QMenu::aboutToShow, this, [take] { take(true); });
    connect(menu, &QMenu::aboutToHide, this, [take] { take(false); });
}

void PipelinePage::nameFileMenu()
{
    m_file->setText(tr("File"));
    m_file->setAccessibleName(tr("File"));
    m_file->setToolTip(u"%1 (Alt+F)"_s.arg(tr("Pipelines and examples")));
    m_file->setShortcut(QKeySequence(Qt::ALT | Qt::Key_F));
    m_actions.at(m_new)->setText(tr("New pipeline"));
    m_actions.at(m_open)->setText(tr("Open a pipeline…"));
    m_actions.at(m_examples)->setText(tr("Examples…"));
    m_actions.at(m_save)->setText(tr("Save"));
    m_saveAs->setText(tr("Save as…"));
}

void PipelinePage::complain(const QString& sentence)
{
    QMessageBox box(QMessageBox::NoIcon, tr("Espalier"), sentence, QMessageBox::Ok, this);
    box.setIconPixmap(iconPixmap(u"error"_s, theme().error, 32, devicePixelRatioF()));
    box.exec();
}

bool PipelinePage::openFile(const std::filesystem::path& file)
{
    try {
        m_document.open(file);
    } catch (const Error& error) {
        complain(QString::fromStdString(error.words()));
        return false;
    }
    if (hasErrors(m_document.issues()))
        m_findings->open(FindingsPanel::Page::Problems);
    return true;
}

bool PipelinePage::open()
{
    if (!mayLeave())
        return false;
    const QString file = QFileDialog::getOpenFileName(
        this,
        tr("Open a pipeline"),
        QString::fromStdString(m_document.folder().string()),
        tr("Pipelines (*.yaml *.yml)"));
    return !file.isEmpty() && openFile(file.toStdString());
}

bool PipelinePage::save()
{
    if (m_document.file().empty())
        return saveAs();
    try {
        m_document.save(m_document.file());
    } catch (const Error& error) {
        complain(QString::fromStdString(error.words()));
        return false;
    }
    return true;
}

bool PipelinePage::saveAs()
{
    const auto& known = m_document.file();
    const QString file = QFileDialog::getSaveFileName(
        this,
        tr("Save the pipeline"),
        QString::fromStdString(
            known.empty() ? (m_document.folder() / "pipeline.yaml").string() : known.string()),
        tr("Pipelines (*.yaml *.yml)"));
    if (file.isEmpty())
        return false;
    try {
        m_document.save(file.toStdString());
    } catch (const Error& error) {
        complain(QString::fromStdString(error.words()));
        return false;
    }
    return true;
}

bool PipelinePage::startNew()
{
    if (!mayLeave())
        return false;
    m_document.replace({});
    return true;
}

void PipelinePage::showExamples()
{
    auto* popup = new ExamplesPopup(this);
    connect(popup, &ExamplesPopup::taken, this, [this](const QString& name) {
        if (mayLeave())
            Q_EMIT exampleRequested(name);
    });
    if (m_empty->isVisible())
        popup->dropFrom(*m_empty->button());
    else
        popup->dropFrom(*m_examples);
}

bool PipelinePage::mayLeave()
{
    if (!m_document.isModified())
        return true;
    QMessageBox box(
        QMessageBox::NoIcon,
        tr("Espalier"),
        tr("%1 has changes that are not saved.").arg(m_document.title()),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel,
        this);
    box.setIconPixmap(iconPixmap(u"warning"_s, theme().warning, 32, devicePixelRatioF()));
    box.button(QMessageBox::Save)->setText(tr("Save"));
    box.button(QMessageBox::Discard)->setText(tr("Discard"));
    box.button(QMessageBox::Cancel)->setText(tr("Cancel"));
    switch (box.exec()) {
    case QMessageBox::Save:
        return save();
    case QMessageBox::Discard:
        return true;
    default:
        return false;
    }
}

} // namespace espalier
