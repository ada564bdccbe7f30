#include "core/text/pattern.h"

#include "core/base/error.h"

#include <array>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace espalier {

namespace {

std::string pcreMessage(int code)
{
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<const char*>(text.data());
}

/// One block for the results of a match per thread.
pcre2_match_data* matchData()
{
    struct Release
    {
        void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    };
    thread_local const std::unique_ptr<pcre2_match_data, Release> data(
        pcre2_match_data_create(1, nullptr));
    return data.get();
}

} // namespace

struct Pattern::Code
{
    explicit Code(pcre2_code* compiled)
        : code(compiled)
    {
    }
    ~Code() { pcre2_code_free(code); }
    Code(const Code&) = delete;
    Code& operator=(const Code&) = delete;

    pcre2_code* code;
    bool jit = false;
};

Pattern::Pattern(std::string expression)
    : m_expression(std::move(expression))
{
    int error = 0;
    size_t offset = 0;
    pcre2_code* compiled = pcre2_compile(
        reinterpret_cast<PCRE2_SPTR>(m_expression.data()),
        m_expression.size(),
        PCRE2_UTF | PCRE2_UCP,
        &error,
        &offset,
        nullptr);
    if (compiled == nullptr)
        throw inputError(
            "The pattern \"{}\" can't be used: {} (at character {}).",
            m_expression,
            pcreMessage(error),
            offset);
    m_code = std::make_unique<Code>(compiled);
    m_code->jit = pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE) == 0;
}

Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

bool Pattern::find(std::string_view text, size_t from, Span& match) const
{
    pcre2_match_data* data = matchData();
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    int result = PCRE2_ERROR_JIT_STACKLIMIT;
    if (m_code->jit)
        result = pcre2_jit_match(
            m_code->code, subject, text.size(), from, PCRE2_NO_UTF_CHECK, data, nullptr);
    if (result == PCRE2_ERROR_JIT_STACKLIMIT)
        result = pcre2_match(
            m_code->code,
            subject,
            text.size(),
            from,
            PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
            data,
            nullptr);
    if (result == PCRE2_ERROR_NOMATCH)
        return false;
    if (result < 0)
        throw inputError(
            "The tokenizer's pattern \"{}\" fails on the text at byte {}: {}.",
            m_expression,
            from,
            pcreMessage(result));
    const size_t* offsets = pcre2_get_ovector_pointer(data);
    match = {offsets[0], offsets[1]};
    return true;
}

} // namespace espalier
