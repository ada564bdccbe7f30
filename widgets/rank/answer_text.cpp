#include "widgets/rank/answer_text.h"

#include "widgets/common/language.h"
#include "widgets/common/theme.h"

#include <QRegularExpression>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocumentFragment>
#include <QTextList>

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
    format.clearProperty(QTextFormat::FontPointSize);
    format.clearProperty(QTextFormat::FontSizeAdjustment);
}

/// Code blocks: fixed font on a soft ground, no space between their lines.
void dressCode(QTextCursor& cursor, const QTextBlock& block)
{
    QTextBlockFormat format = block.blockFormat();
    format.setBackground(theme().hover);
    format.setLeftMargin(Theme::kSpace4);
    format.setTopMargin(isCode(block.previous()) ? 0 : Theme::kSpace8);
    format.setBottomMargin(isCode(block.next()) ? 0 : Theme::kSpace8);
    format.setLineHeight(120, QTextBlockFormat::ProportionalHeight);
    QTextCharFormat text;
    setFont(text, codeFont());
    text.setForeground(theme().text);
    cursor.setPosition(block.position());
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    cursor.setBlockFormat(format);
    cursor.mergeCharFormat(text);
    cursor.mergeBlockCharFormat(text);
}

void dressText(QTextCursor& cursor, const QTextBlock& block)
{
    QTextBlockFormat format = block.blockFormat();
    format.setLineHeight(135, QTextBlockFormat::ProportionalHeight);
    if (block.next().isValid() && format.bottomMargin() < Theme::kSpace4 && !block.textList())
        format.setBottomMargin(Theme::kSpace8);
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

void dress(QTextDocument& document)
{
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        isCode(block) ? dressCode(cursor, block) : dressText(cursor, block);
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
    fill(*document, text.trimmed());
    dress(*document);
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
        cursor.setBlockFormat({});
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
