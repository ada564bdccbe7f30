#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of data.text.
struct DataTextParams {
    std::string source = "built-in";
    std::string path;
    std::string format = "auto";
    std::string document = "line";
    std::string column = "text";
    bool header = true;
    std::string onBadRow = "stop";
    std::string language = "en";
    int64_t documents = 0;
    std::string split = "seed";
    double validation = 0.05;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        return std::tuple{
            field("source", &DataTextParams::source, "where the text comes from: the built-in world (stories made from a seed) or a file").choices("built-in", "file"),
            field("path", &DataTextParams::path, "a .txt, .jsonl, .json, .csv or .tsv file (each also .gz), a folder, or a pattern such as data/*.txt").path().onlyWith("source", "file"),
            field("format", &DataTextParams::format, "how to read the file; auto goes by its name").choices("auto", "txt", "jsonl", "json", "csv", "tsv").onlyWith("source", "file"),
            field("document", &DataTextParams::document, "what one document of a .txt file is").choices("line", "blank_line", "file").onlyWith("source", "file"),
            field("column", &DataTextParams::column, "the column or key that holds the text; a number counts columns from 1").onlyWith("source", "file"),
            field("header", &DataTextParams::header, "the first row of a CSV or TSV names the columns").onlyWith("source", "file"),
            field("on_bad_row", &DataTextParams::onBadRow, "what happens at a row that can't be read").choices("stop", "skip").onlyWith("source", "file"),
            field("language", &DataTextParams::language, "language of the built-in world").choices("en", "ko").onlyWith("source", "built-in"),
            field("documents", &DataTextParams::documents, "how many documents; 0 is all of a file, 20,000 of the built-in world").range(0, 1e9).unit("documents"),
            field("split", &DataTextParams::split, "how documents are set aside for validation: by a hash of each, or the last ones").choices("seed", "position").group("Validation"),
            field("validation", &DataTextParams::validation, "share of the text set aside for validation").range(0, 0.9).group("Validation"),
            field("seed", &DataTextParams::seed, "seed of the built-in world and of the split").range(0, 9e15),
        };
    }
    /// Documents of the built-in world.
    int64_t worldDocuments() const { return documents > 0 ? documents : 20000; }
};

StageInfo dataText();

} // namespace espalier
