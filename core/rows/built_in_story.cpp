/// Stories on request: who, what and where are given, the whole story is the answer.

#include "core/rows/built_in_item.h"
#include "core/rows/built_in_slots.h"

namespace espalier::built_in {

namespace {

constexpr std::string_view kEnglishWish =
    "Tell a story about {A.kind.a} named {A} in {P}. | Write a short story about {A}, the {A.kind} "
    "of {P}. | Please tell me what happened to {A}, {A.kind.a} from {P}, and to {B}. | I would "
    "like "
    "to hear a story. It should be about {A} and {B} in {P}.";
constexpr std::string_view kKoreanWish = "{P}에 사는 {A.kind} {A}의 이야기를 들려주세요. | {P}의 "
                                         "{A.kind} {A:이} 나오는 짧은 이야기를 써 주세요. | "
                                         "{P}에 사는 {A:과} {B}에게 무슨 일이 있었는지 이야기해 "
                                         "주세요. | {A.kind} {A:과} {P}에 대한 이야기를 하나 "
                                         "들려주세요.";

} // namespace

std::optional<Item> askStory(const Source& source)
{
    const auto& story = source.story;
    const auto prompt = Slots(story).fill(
        oneOf(story.language == Language::English ? kEnglishWish : kKoreanWish, source.random));
    if (!prompt)
        return std::nullopt;
    Item item;
    item.prompt = *prompt;
    item.reply = story.text();
    item.wrong =
        world::makeStory(source.seed, source.index + 1, story.language, story.split).text();
    item.wrongTag = "off_topic";
    return item;
}

} // namespace espalier::built_in
