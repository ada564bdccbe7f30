#pragma once

/// How well texts were sorted into classes.

#include <cstdint>
#include <span>
#include <vector>

namespace espalier {

/// Counts of (true class, predicted class). A prediction of -1 is none of the classes: wrong, and
/// counted apart.
class Confusion
{
public:
    explicit Confusion(int64_t classes);
    void add(int64_t truth, int64_t predicted);

    int64_t classes() const { return m_classes; }
    int64_t count(int64_t truth, int64_t predicted) const;
    int64_t none(int64_t truth) const { return m_none[static_cast<size_t>(truth)]; }
    int64_t total() const { return m_total; }

    double accuracy() const;
    /// Of those predicted as `c`, the share that is; of those that are `c`, the share predicted so;
    /// their harmonic mean. 0 where undefined.
    double precision(int64_t c) const;
    double recall(int64_t c) const;
    double f1(int64_t c) const;
    /// Plain mean over the classes; mean weighted by their true counts; over all decisions.
    double macroF1() const;
    double weightedF1() const;
    double microF1() const;
    double macroPrecision() const;
    double macroRecall() const;
    /// Cohen's kappa: agreement beyond chance.
    double kappa() const;
    /// Matthews' correlation coefficient, for many classes (Gorodkin 2004).
    double mcc() const;

private:
    int64_t truths(int64_t c) const;
    int64_t predictions(int64_t c) const;
    int64_t right() const;

    int64_t m_classes;
    int64_t m_total = 0;
    std::vector<int64_t> m_counts; ///< row by true class
    std::vector<int64_t> m_none;
};

} // namespace espalier
