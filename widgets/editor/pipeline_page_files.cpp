#include "core/base/error.h"
#include "widgets/common/icon.h"
#include "widgets/common/theme.h"
#include "widgets/common/empty_state.h"
#include "widgets/editor/examples.h"
#include "widgets/editor/findings_panel.h"
#include "widgets/editor/pipeline_page.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace espalier {

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
    const QString file = QFileDialog::getSaveFileName(
        this,
        tr("Save the pipeline"),
        QString::fromStdString((m_document.folder() / "pipeline.yaml").string()),
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
