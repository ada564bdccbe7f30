#include "test_health.h"

#include "core/base/random.h"
#include "core/engine/train/health.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

/// A usual curve: from 8 nats to 3 with noise of 0.1.
double usual(int64_t step, Random& random, double noise = 0.1)
{
    return 3 + 5 * std::exp(-static_cast<double>(step) / 150) + noise * random.normal();
}

} // namespace

void TestHealth::aFallingLossIsHealthy()
{
    HealthCheck check(100, 1000);
    for (int64_t step = 1; step <= 1000; ++step) {
        QVERIFY(!check.afterStep(step, 8.0 - 0.005 * static_cast<double>(step)));
        if (step % 100 == 0)
            QVERIFY(!check.afterValidation(step, 8.0 - 0.005 * static_cast<double>(step)));
    }
}

void TestHealth::twentyNoisyHealthyRunsRaiseNothing()
{
    for (uint64_t seed = 0; seed < 20; ++seed) {
        Random random(seed, "curve");
        HealthCheck check(100, 2000);
        for (int64_t step = 1; step <= 2000; ++step) {
            QVERIFY(!check.afterStep(step, usual(step, random)));
            // Validations take the same tokens each time: they are far less noisy.
            if (step % 100 == 0)
                QVERIFY(!check.afterValidation(step, usual(step, random, 0.01)));
        }
    }
}

void TestHealth::divergenceIsNamed()
{
    HealthCheck check(10, 1000);
    Random random(1, "curve");
    std::string found;
    for (int64_t step = 1; step <= 1000 && found.empty(); ++step) {
        const double loss =
            step < 400 ? usual(step, random) : 3.5 + 0.02 * static_cast<double>(step - 400);
        if (const auto finding = check.afterStep(step, loss))
            found = finding->name;
    }
    QCOMPARE(found, std::string("divergence"));
}

void TestHealth::noLearningIsNamed()
{
    HealthCheck check(100, 1000);
    Random random(1, "curve");
    std::string found, words;
    for (int64_t step = 1; step <= 1000 && found.empty(); ++step)
        if (const auto finding = check.afterStep(step, 7.6 + 0.05 * random.normal())) {
            found = finding->name;
            words = finding->message.words();
        }
    QCOMPARE(found, std::string("no_learning"));
    QVERIFY(words.find("Raise the learning rate") != std::string::npos);
    // The same with a model that guesses among 2,000 words; one that began at a loss of 2.2 knows
    // much already and may stay where it is.
    HealthCheck guessing(10, 1000, std::log(2000)), schooled(10, 1000, std::log(2000));
    bool said = false;
    for (int64_t step = 1; step <= 400; ++step) {
        said = said || guessing.afterStep(step, 7.6);
        QVERIFY(!schooled.afterStep(step, 2.2));
    }
    QVERIFY(said);
}

void TestHealth::overfittingIsNamed()
{
    HealthCheck check(10, 2000);
    std::string found;
    for (int64_t step = 1; step <= 2000 && found.empty(); ++step) {
        check.afterStep(step, 5.0 * std::exp(-static_cast<double>(step) / 300));
        if (step % 100 == 0) {
            const double x = static_cast<double>(step) / 100;
            if (const auto finding = check.afterValidation(step, 3 + 0.05 * (x - 5) * (x - 5)))
                found = finding->name;
        }
    }
    QCOMPARE(found, std::string("overfitting"));
}

void TestHealth::eachTroubleIsSaidOnce()
{
    HealthCheck check(0, 1000);
    int said = 0;
    for (int64_t step = 1; step <= 1000; ++step)
        said += check.afterStep(step, step < 100 ? 3.0 : 9.0).has_value();
    QCOMPARE(said, 1);
}

QTEST_GUILESS_MAIN(TestHealth)
