#pragma once

/// The decision about one prompt while it is being made: which card has which place. No widget.

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// Cards are numbered from 0 in the order shown; places are groups of cards, the best first.
class Ballot
{
public:
    using Groups = std::vector<std::vector<int>>;

    explicit Ballot(int cards = 0)
        : m_cards(cards)
    {
    }

    int cards() const { return m_cards; }
    /// Puts a card on the next place, or beside the one before after tieNext(). A card that has a
    /// place stays there. Whether it changed anything.
    bool press(int card);
    /// The next press ties with the place before it.
    void tieNext();
    /// Takes the last step back.
    void back();
    /// Moves a card to a place of its own before the group `at`.
    void insert(int card, int at);
    /// Takes a card out of the places; where it is the only one without, it goes last by itself.
    void remove(int card);
    /// Moves a card into the group `at`.
    void tieWith(int card, int at);
    /// All share one place.
    void tieAll();
    /// All are bad; again: they are not.
    void markBad();

    /// The places so far; a single card that is left goes last by itself.
    Groups groups() const;
    bool isTying() const { return m_now.tying; }
    bool isBad() const { return m_now.bad; }
    bool canGoBack() const { return !m_before.empty(); }
    /// How many steps back() can take.
    size_t steps() const { return m_before.size(); }
    /// Whether every card has a place, or all are bad.
    bool isComplete() const;
    /// The place of a card from 0, and how many share it; nothing where it has none.
    struct Place
    {
        int place = 0;
        size_t sharing = 1;
    };
    std::optional<Place> placeOf(int card) const;

    /// As the database wants it; `shown` are the cards' uids.
    nlohmann::json verdict(const std::vector<std::string>& shown) const;
    /// What a skip leaves behind: the places so far, as `placed`, for when it is taken back.
    nlohmann::json unfinished(const std::vector<std::string>& shown) const;
    /// The ballot that gave such a verdict, or was left unfinished like that, as if it had been
    /// pressed: back() takes its steps back.
    static Ballot ofVerdict(const nlohmann::json& verdict, const std::vector<std::string>& shown);

private:
    struct State
    {
        Groups groups;
        bool tying = false, bad = false;
    };
    void remember() { m_before.push_back(m_now); }
    /// Takes a card out of its group; the group that `at` counts shifts where one vanishes.
    void take(int card, int& at);
    void settle();

    int m_cards;
    State m_now;
    std::vector<State> m_before;
};

} // namespace espalier
