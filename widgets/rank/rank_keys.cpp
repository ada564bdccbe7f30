#include "widgets/rank/rank_keys.h"

#include <QGuiApplication>
#include <QKeyEvent>

#include <algorithm>
#include <array>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

using Act = RankKey::Act;

struct Letter
{
    Qt::Key key;
    char16_t jamo; ///< on the same key of the two-set Korean layout
    quint32 evdev; ///< its place on a PC keyboard, by Linux' number
    RankKey means;
};

constexpr std::array<Letter, 7> kLetters{{
    {Qt::Key_A, u'ㅁ', 30, {Act::Card, 0}},
    {Qt::Key_B, u'ㅠ', 48, {Act::Card, 1}},
    {Qt::Key_T, u'ㅅ', 20, {Act::TieAll}},
    {Qt::Key_X, u'ㅌ', 45, {Act::Bad}},
    {Qt::Key_S, u'ㄴ', 31, {Act::Skip}},
    {Qt::Key_F, u'ㄹ', 33, {Act::Flag}},
    {Qt::Key_C, u'ㅊ', 46, {Act::Comment}},
}};

bool isLatin(int key)
{
    return key >= Qt::Key_Space && key <= Qt::Key_AsciiTilde;
}

/// Linux' number of a key from what the window system gives: X11 and Wayland count 8 more.
quint32 evdevOf(const QKeyEvent& event)
{
    const QString platform = QGuiApplication::platformName();
    const bool shifted = platform == "xcb"_L1 || platform.startsWith("wayland"_L1);
    return shifted && event.nativeScanCode() > 8 ? event.nativeScanCode() - 8 : 0;
}

std::optional<RankKey> letterOf(const QKeyEvent& event)
{
    const auto find = [](auto&& same) -> std::optional<RankKey> {
        const auto found = std::ranges::find_if(kLetters, same);
        return found == kLetters.end() ? std::nullopt : std::optional(found->means);
    };
    if (isLatin(event.key()))
        return find([&](const Letter& each) { return each.key == event.key(); });
    const QString text = event.text();
    const auto typed = text.size() == 1 ? text.front() : QChar(event.key() & 0xFFFF);
    if (auto known = find([&](const Letter& each) { return QChar(each.jamo) == typed; }))
        return known;
    const quint32 place = evdevOf(event);
    const bool isLetter = typed.isLetter() && event.key() < Qt::Key_Escape;
    return place != 0 && isLetter ? find([&](const Letter& each) { return each.evdev == place; })
                                  : std::nullopt;
}

} // namespace

std::optional<RankKey> rankKeyOf(const QKeyEvent& event)
{
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::ControlModifier && event.key() == Qt::Key_Z)
        return RankKey{Act::Undo};
    if ((modifiers & ~Qt::ShiftModifier) != Qt::NoModifier)
        return std::nullopt;
    switch (event.key()) {
    case Qt::Key_Equal:
        return RankKey{Act::TieNext};
    case Qt::Key_Backspace:
        return RankKey{Act::Back};
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return RankKey{Act::Commit};
    case Qt::Key_Question:
    case Qt::Key_F1:
        return RankKey{Act::Keys};
    case Qt::Key_Left:
        return RankKey{Act::Left};
    case Qt::Key_Right:
        return RankKey{Act::Right};
    case Qt::Key_Up:
        return RankKey{Act::Up};
    case Qt::Key_Down:
        return RankKey{Act::Down};
    case Qt::Key_PageUp:
        return RankKey{Act::PageUp};
    case Qt::Key_PageDown:
    case Qt::Key_Space:
        return RankKey{Act::PageDown};
    default:
        break;
    }
    if (event.key() >= Qt::Key_1 && event.key() <= Qt::Key_9)
        return RankKey{Act::Card, event.key() - Qt::Key_1};
    return letterOf(event);
}

} // namespace espalier
