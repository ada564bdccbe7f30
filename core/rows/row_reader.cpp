#include "core/rows/row_reader.h"

#include "core/base/error.h"
#include "core/rows/check_row.h"
#include "core/rows/form_parts.h"
#include "core/rows/records.h"

#include <algorithm>
#include <charconv>
#include <deque>

namespace espalier {

namespace fs = std::filesystem;

namespace {

/// So many first rows tell the form.
constexpr size_t kLook = 32;

/// A record, or what was wrong with it, read ahead to recognise the form.
struct Ahead
{
    Record record;
    std::optional<RowProblem> problem;
};

std::string formNames()
{
    std::string names = "auto";
    for (const FormInfo& form : forms())
        names += std::string(", ") + form.name;
    return names;
}

/// The class that a number names.
std::string className(const std::string& label, const std::vector<std::string>& classes)
{
    if (std::ranges::find(classes, label) != classes.end())
        return label;
    size_t number = classes.size();
    const auto [end, code] = std::from_chars(label.data(), label.data() + label.size(), number);
    if (code != std::errc() || end != label.data() + label.size() || number >= classes.size())
        throw RowProblem{
            0,
            tr("The label \"{}\" is none of the {} classes in `classes`, which count from 0.",
               label,
               classes.size())};
    return classes[number];
}

} // namespace

struct RowReader::State
{
    RowFileOptions options;
    FormOptions formOptions;
    std::vector<fs::path> files;
    size_t nextFile = 0;
    std::unique_ptr<RecordSource> records;
    std::deque<Ahead> ahead;
    const FormInfo* form = nullptr;
    RowKind kind = RowKind::Instructions;
    uint64_t rows = 0, skipped = 0, line = 0;
    std::string firstSkipped;
    std::optional<Error> firstProblem;
    std::optional<bool> unpaired; ///< what the first preference was

    const fs::path& file() const { return files[nextFile - 1]; }

    Error errorOf(const RowProblem& problem) const
    {
        return Error(problem.message, Error::Kind::Input)
            .within(tr("file {} line {}", file().string(), problem.line));
    }

    /// The next record of the files; false at the end of the last. RowProblem where it is broken.
    bool nextRecord(Record& record)
    {
        if (!ahead.empty()) {
            Ahead first = std::move(ahead.front());
            ahead.pop_front();
            if (first.problem)
                throw *first.problem;
            record = std::move(first.record);
            return true;
        }
        while (true) {
            if (!records) {
                if (nextFile == files.size())
                    return false;
                records = openRecords(files[nextFile++], options.header);
            }
            if (records->next(record))
                return true;
            records.reset();
        }
    }

    /// Reads the first rows of the first file that has some.
    void lookAhead()
    {
        while (ahead.size() < kLook) {
            if (!records) {
                if (!ahead.empty() || nextFile == files.size())
                    return;
                records = openRecords(files[nextFile++], options.header);
            }
            Ahead next;
            try {
                if (!records->next(next.record)) {
                    records.reset();
                    continue;
                }
            } catch (const RowProblem& problem) {
                next.problem = problem;
            }
            ahead.push_back(std::move(next));
        }
    }

    void recognise()
    {
        if (options.form != "auto") {
            form = formOfName(options.form);
            if (form == nullptr)
                throw inputError("There is no form {}. There are {}.", options.form, formNames());
            return;
        }
        form = formOfName("table");
        if (!options.columns.empty())
            return;
        size_t best = 0;
        for (const FormInfo& each : forms()) {
            const auto fitting = static_cast<size_t>(std::ranges::count_if(
                ahead, [&](const Ahead& a) { return !a.problem && each.fits(a.record.value); }));
            if (fitting > best) {
                best = fitting;
                form = &each;
            }
        }
        if (best > 0 || isTable(file()))
            return;
        const auto good = std::ranges::find_if(ahead, [](const Ahead& a) { return !a.problem; });
        if (good == ahead.end())
            throw errorOf(*ahead.front().problem);
        const RowKind wanted = options.kind.value_or(RowKind::Instructions);
        if (good->record.value.contains("text"))
            throw errorOf(
                {good->record.line,
                 tr("The row is plain text: it has {}, but {} have {}. Did you mean the stage "
                    "data.text?",
                    keysOf(good->record.value),
                    rowKind(wanted).name,
                    rowKind(wanted).needs)});
        throw errorOf(
            {good->record.line,
             tr("The form of the rows isn't known: they have {}, but {} have {}. Set `form`, or "
                "name "
                "the columns with `columns`, such as prompt=NAME.",
                keysOf(good->record.value),
                rowKind(wanted).name,
                rowKind(wanted).needs)});
    }

    /// What the first rows are, where nobody said.
    void findKind()
    {
        kind = options.kind.value_or(RowKind::Instructions);
        formOptions.kind = kind;
        if (options.kind)
            return;
        for (const Ahead& a : ahead)
            if (!a.problem) {
                kind = form->kind(a.record.value, formOptions);
                break;
            }
        formOptions.kind = kind;
    }

    Row rowOf(const Record& record)
    {
        const RowKind found = form->kind(record.value, formOptions);
        const auto wrongKind = [&] {
            return RowProblem{
                0,
                tr("The row is one of {}: it has {}, but {} have {}. Did you mean the stage {}?",
                   rowKind(found).name,
                   keysOf(record.value),
                   rowKind(kind).name,
                   rowKind(kind).needs,
                   rowKind(found).stage)};
        };
        // A kind that can't be made into the wanted one is told before anything else is.
        Row answered;
        answered.answer = "?";
        if (found != kind && !convertRow(answered, found, kind))
            throw wrongKind();
        auto row =
            convertRow(form->read(record.value, formOptions), found, kind, options.rationale);
        if (!row)
            throw wrongKind();
        if (row->kind.empty())
            row->kind = options.tag;
        if (kind == RowKind::Labelled && !options.classes.empty())
            row->label = className(row->label, options.classes);
        checkRow(*row, kind);
        if (kind == RowKind::Preferences &&
            unpaired.value_or(row->good.has_value()) != row->good.has_value())
            throw RowProblem{
                0,
                tr("Rows with a pair and rows with one completion are mixed. Put them into two "
                   "files.")};
        unpaired = row->good.has_value();
        return std::move(*row);
    }

    [[noreturn]] void sayNothingFound() const
    {
        if (firstProblem)
            throw *firstProblem;
        const std::string name = options.path.string();
        if (files.size() == 1 && fs::file_size(files.front()) == 0)
            throw inputError("The file {} is empty.", name);
        throw inputError("There are no rows in {}.", name);
    }
};

RowReader::RowReader(const RowFileOptions& options)
    : m_state(std::make_unique<State>())
{
    State& s = *m_state;
    s.options = options;
    s.formOptions.answerIs = options.answerIs;
    s.formOptions.classes = options.classes;
    s.formOptions.columns =
        readColumns(options.columns, options.kind.value_or(RowKind::Instructions));
    s.files = textFiles(options.path);
    try {
        s.lookAhead();
    } catch (const FileProblem& problem) {
        throw Error(problem.message, Error::Kind::Input).within(tr("file {}", s.file().string()));
    }
    if (s.ahead.empty())
        s.sayNothingFound();
    s.recognise();
    s.findKind();
}

RowReader::~RowReader() = default;

bool RowReader::next(Row& row)
{
    State& s = *m_state;
    if (s.options.limit > 0 && s.rows == s.options.limit)
        return false;
    Record record;
    while (true) {
        try {
            if (!s.nextRecord(record)) {
                if (s.rows == 0)
                    s.sayNothingFound();
                return false;
            }
            s.line = record.line;
            row = s.rowOf(record);
            ++s.rows;
            return true;
        } catch (const FileProblem& problem) {
            throw Error(problem.message, Error::Kind::Input)
                .within(tr("file {}", s.file().string()));
        } catch (RowProblem& problem) {
            if (problem.line == 0)
                problem.line = record.line;
            const Error error = s.errorOf(problem);
            if (s.options.onBadRow == BadRow::Stop)
                throw error;
            if (s.skipped++ == 0) {
                s.firstProblem = error;
                s.firstSkipped = error.words();
            }
        }
    }
}

const FormInfo& RowReader::form() const
{
    return *m_state->form;
}
RowKind RowReader::kind() const
{
    return m_state->kind;
}
uint64_t RowReader::skipped() const
{
    return m_state->skipped;
}
std::string RowReader::firstSkipped() const
{
    return m_state->firstSkipped;
}
std::string RowReader::place() const
{
    return tr("file {} line {}", m_state->file().string(), m_state->line).words();
}

} // namespace espalier
