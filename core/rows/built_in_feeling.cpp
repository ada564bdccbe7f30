/// Which of four feelings a passage tells of: a question that no other kind asks.

#include "core/base/random.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_labelled.h"
#include "core/rows/built_in_slots.h"

#include <algorithm>

namespace espalier::built_in {

namespace {

constexpr std::string_view kEnglishAsk =
    "Is this glad, calm, sad or worried? | Which feeling is told of here: glad, calm, sad or "
    "worried? | Name the feeling: glad, calm, sad or worried. | What does this tell of? Choose "
    "glad, calm, sad or worried.";
constexpr std::string_view kKoreanAsk =
    "이 글의 감정은 기쁨, 평온, 슬픔, 걱정 중 무엇인가요? | 여기에 나오는 감정을 기쁨, 평온, "
    "슬픔, 걱정 중에서 고르세요. | 감정의 이름을 쓰세요: 기쁨, 평온, 슬픔, 걱정.";

/// In the order of labels().
constexpr std::string_view kKoreanNames[] = {"기쁨", "평온", "슬픔", "걱정"};

std::string nameOf(size_t label, Language language)
{
    return language == Language::English ? labels()[label] : std::string(kKoreanNames[label]);
}

} // namespace

std::optional<Item> askFeeling(const Source& source)
{
    // One for all stories of a row, so that each is asked for as often, however rare it is.
    const uint64_t row = source.index / kStoriesPerRow;
    const auto all = labels();
    const size_t label = Random(source.seed, "feeling", row).below(all.size());
    const auto text = labelledText(source, all[label]);
    if (!text)
        return std::nullopt;
    const bool english = source.story.language == Language::English;
    const size_t other = (label + 1 + source.random.below(all.size() - 1)) % all.size();
    Item item;
    // The question comes first: a prefix can't lead attention back to what was read before it.
    item.prompt = oneOf(english ? kEnglishAsk : kKoreanAsk, source.random) + "\n" + *text;
    item.answer = nameOf(label, source.story.language);
    item.wrongAnswer = nameOf(other, source.story.language);
    const auto told = [&](const std::string& name) {
        return english ? "This tells of somebody who is " + name + "."
                       : "이 글의 감정은 " + name + "입니다.";
    };
    item.reply = told(item.answer);
    item.wrong = told(item.wrongAnswer);
    item.wrongTag = "wrong";
    return item;
}

} // namespace espalier::built_in
