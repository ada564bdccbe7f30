#include "core/stages/text_source.h"

namespace espalier {

TextSourceOptions textSource(const DataTextParams& params, const std::filesystem::path& file)
{
    static const std::map<std::string, TextFormat> formats{
        {"auto", TextFormat::Auto},
        {"txt", TextFormat::Text},
        {"jsonl", TextFormat::JsonLines},
        {"json", TextFormat::Json},
        {"csv", TextFormat::Csv},
        {"tsv", TextFormat::Tsv}};
    TextSourceOptions options;
    options.path = file;
    options.format = formats.at(params.format);
    options.document = params.document == "line"   ? DocumentUnit::Line
                       : params.document == "file" ? DocumentUnit::File
                                                   : DocumentUnit::BlankLine;
    options.column = params.column;
    options.header = params.header;
    options.onBadRow = params.onBadRow == "stop" ? BadRow::Stop : BadRow::Skip;
    return options;
}

} // namespace espalier
