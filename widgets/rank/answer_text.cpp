#include "widgets/rank/answer_text.h"

#include "widgets/common/language.h"
#include "widgets/common/theme.h"

#include <QRegularExpression>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocumentFragment>
#include <QTextFrame>
#include <QTextList>
#include <QTextTable>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

/// A document that fetches nothing, whatever the text names.
class QuietDocument : public QTextDocument
{
public:
    using QTextDocument::QTextDocument;

protected:
    QVariant loadResource(int, const QUrl&) override { return {}; }
};

bool isCode(const QTextBlock& block)
{
    const QTextBlockFormat format = block.blockFormat();
    return format.hasProperty(QTextFormat::BlockCodeFence) ||
           format.hasProperty(QTextFormat::BlockCodeLanguage) || format.nonBreakableLines();
}

void setFont(QTextCharFormat& format, const QFont& font)
{
    format.setFontFamilies(
        font.families().isEmpty() ? QStringList{font.family()} : font.families());
    format.setProperty(QTextFormat::FontPixelSize, font.pixelSize());
    format.setProperty(QTextFormat::FontSizeAdjustment, 0); // headings bear one
}

/// Code blocks: fixed font on a soft ground, no space between their lines.
void dressCode(QTextCursor& cursor, const QTextBlock& block, bool first, bool last)
{
    QTextBlockFormat format = block.blockFormat();
    format.setBackground(theme().hover);
    format.setTopMargin(first ? Theme::kSpace4 : 0);
    format.setBottomMargin(last ? Theme::kSpace12 : 0);
    format.setNonBreakableLines(false); // no key scrolls sideways
    QTextCharFormat text;
    setFont(text, codeFont());
    text.setForeground(theme().text);
    cursor.setPosition(block.position());
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    cursor.setBlockFormat(format);
    cursor.mergeCharFormat(text);
    cursor.mergeBlockCharFormat(text);
}

/// `spaced`: paragraphs of Markdown; plain lines have their own empty ones between.
void dressText(QTextCursor& cursor, const QTextBlock& block, bool spaced)
{
    QTextBlockFormat format = block.blockFormat();
    format.setLineHeight(125, QTextBlockFormat::ProportionalHeight);
    const bool listGoesOn = block.textList() && block.next().textList();
    const bool inTable = QTextCursor(block).currentTable() != nullptr;
    format.setBottomMargin(
        spaced && block.next().isValid() && !listGoesOn && !inTable ? Theme::kSpace8 : 0);
    format.setTopMargin(
        format.headingLevel() > 0 && block.previous().isValid() ? Theme::kSpace8 : 0);
    cursor.setPosition(block.position());
    cursor.setBlockFormat(format);
    QList<std::pair<int, int>> fixed;
    for (auto part = block.begin(); !part.atEnd(); ++part)
        if (part.fragment().charFormat().fontFixedPitch())
            fixed.append({part.fragment().position(), part.fragment().length()});
    if (format.headingLevel() > 0) {
        QTextCharFormat heading;
        setFont(
            heading,
            textFont(format.headingLevel() == 1 ? Theme::kLarge : Theme::kBody, Weight::Strong));
        heading.setFontWeight(QFont::DemiBold);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(heading);
    }
    for (const auto& [position, length] : fixed) {
        QTextCharFormat code;
        setFont(code, codeFont());
        code.setBackground(theme().hover);
        cursor.setPosition(position);
        cursor.setPosition(position + length, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(code);
    }
}

std::unique_ptr<QTextDocument> emptyDocument()
{
    auto document = std::make_unique<QuietDocument>();
    document->setUndoRedoEnabled(false);
    document->setDefaultFont(textFont());
    document->setDocumentMargin(Theme::kSpace4);
    document->setIndentWidth(20);
    QTextOption wrap;
    wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document->setDefaultTextOption(wrap);
    return document;
}

/// Puts a text at the end, as Markdown where it is some.
void fill(QTextDocument& document, const QString& text)
{
    if (looksLikeMarkdown(text)) {
        document.setMarkdown(
            text,
            QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                QTextDocument::MarkdownNoHTML);
    } else {
        document.setPlainText(text);
    }
}

void dressTables(QTextDocument& document)
{
    for (QTextFrame* frame : document.rootFrame()->childFrames())
        if (auto* table = qobject_cast<QTextTable*>(frame)) {
            QTextTableFormat format = table->format();
            format.setBorderCollapse(true);
            format.setBorder(1);
            format.setBorderBrush(theme().line);
            format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
            format.setCellSpacing(0);
            format.setCellPadding(Theme::kSpace4);
            format.setBottomMargin(Theme::kSpace8);
            table->setFormat(format);
        }
}

void dress(QTextDocument& document, bool markdown)
{
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    // Which blocks are code is asked before that mark is taken from them.
    QList<bool> code;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        code += isCode(block);
    qsizetype i = 0;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next(), ++i)
        if (code[i])
            dressCode(cursor, block, i == 0 || !code[i - 1], i + 1 == code.size() || !code[i + 1]);
        else
            dressText(cursor, block, markdown);
    dressTables(document);
    cursor.endEditBlock();
}

QString roleTitle(const std::string& role)
{
    return role == "system"      ? QObject::tr("System")
           : role == "assistant" ? QObject::tr("Model")
           : role == "tool"      ? QObject::tr("Tool")
                                 : QObject::tr("Person");
}

} // namespace

bool looksLikeMarkdown(const QString& text)
{
    static const QRegularExpression marks(
        u"```|^#{1,6} \\S|\\*\\*\\S|^\\s*[-*+] \\S|^\\s*\\d{1,2}[.)] \\S|`[^`\\n]+`|^\\|.*\\|\\s*$|^> \\S"_s,
        QRegularExpression::MultilineOption);
    return text.contains(marks);
}

std::unique_ptr<QTextDocument> answerDocument(const QString& text)
{
    auto document = emptyDocument();
    // White space at the ends belongs to the training text, not to what people judge.
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty()) { // an empty card would look like one that is still being filled
        QTextCharFormat faint;
        faint.setForeground(theme().faint);
        QTextCursor(document.get()).insertText(QObject::tr("no answer"), faint);
        return document;
    }
    fill(*document, trimmed);
    dress(*document, looksLikeMarkdown(trimmed));
    return document;
}

std::unique_ptr<QTextDocument> promptDocument(const nlohmann::json& content)
{
    if (content.is_string())
        return answerDocument(QString::fromStdString(content.get<std::string>()));
    if (content.is_array() && content.size() == 1 && content[0].value("role", "user") == "user")
        return answerDocument(QString::fromStdString(content[0].value("content", "")));
    auto document = emptyDocument();
    QTextCursor cursor(document.get());
    for (const auto& message : content.is_array() ? content : nlohmann::json::array()) {
        if (!message.is_object())
            continue;
        if (!document->isEmpty())
            cursor.insertBlock();
        QTextCharFormat role;
        setFont(role, textFont(Theme::kSmall, Weight::Strong));
        role.setFontWeight(QFont::DemiBold);
        role.setForeground(theme().muted);
        QTextBlockFormat block;
        block.setTopMargin(cursor.position() > 0 ? Theme::kSpace8 : 0);
        cursor.setBlockFormat(block);
        cursor.insertText(roleTitle(message.value("role", "user")), role);
        cursor.insertBlock({}, {});
        const auto part = answerDocument(QString::fromStdString(message.value("content", "")));
        QTextCursor all(part.get());
        all.select(QTextCursor::Document);
        cursor.insertFragment(all.selection());
        cursor.movePosition(QTextCursor::End);
    }
    return document;
}

} // namespace espalier
