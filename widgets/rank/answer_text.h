#pragma once

/// Answers and prompts as documents: Markdown where the text is some, code in a fixed font.

#include <QString>
#include <QTextDocument>

#include <nlohmann/json.hpp>

#include <memory>

namespace espalier {

/// Whether a text has marks of Markdown that people would miss as plain text.
bool looksLikeMarkdown(const QString& text);

/// A document of an answer in the theme's fonts and colours. Nothing outside the text is loaded.
std::unique_ptr<QTextDocument> answerDocument(const QString& text);
/// A document of a prompt: a text, or messages each under its role.
std::unique_ptr<QTextDocument> promptDocument(const nlohmann::json& content);

} // namespace espalier
