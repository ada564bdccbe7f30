#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

#include <string>

/// The built engine, run as its user runs it.
namespace espalier {

inline const QString kEngine = QStringLiteral(ESPALIER_BINARY_DIR "/espalier-engine");

struct EngineResult
{
    int exitStatus = -1;
    QString out, err;
    QString all() const { return out + err; }
};

inline EngineResult
engine(const QStringList& arguments, const QByteArray& input = {}, const QString& folder = {})
{
    QProcess process;
    if (!folder.isEmpty())
        process.setWorkingDirectory(folder);
    process.start(kEngine, arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(120'000);
    return {
        process.exitCode(),
        QString::fromUtf8(process.readAllStandardOutput()),
        QString::fromUtf8(process.readAllStandardError())};
}

/// A pipeline whose run stops at people, who are to rank two answers to each of so many prompts.
inline std::string askingPipeline(int prompts)
{
    return R"(version: 1
nodes:
  - {id: text, stage: data.text, params: {source: built-in, documents: 200}}
  - {id: tokenizer, stage: tokenizer.train, params: {vocab_size: 300}}
  - {id: model, stage: model.new, params: {layers: 1, width: 16, heads: 2, positions: 64}}
  - {id: prompts, stage: data.prompts, params: {source: built-in, kinds: [story], items: )" +
           std::to_string(prompts) + R"(, validation: 0}}
  - {id: answers, stage: sample.candidates, params: {answers: 2, max_new_tokens: 8}}
  - {id: people, stage: label.human}
edges:
  - text.text -> tokenizer.text
  - tokenizer.tokenizer -> model.tokenizer
  - model.model -> answers.model
  - prompts.prompts -> answers.prompts
  - answers.candidates -> people.candidates
)";
}

} // namespace espalier
