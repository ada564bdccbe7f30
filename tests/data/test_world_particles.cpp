#include "core/data/world_particles.h"

#include <QTest>

using namespace espalier;

class TestWorldParticles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFinalSoundChoosesTheForm_data();
    void theFinalSoundChoosesTheForm();
    void aMissingFinalIsFilledIn();
};

// Rows by hand, from the rules of Korean orthography.
void TestWorldParticles::theFinalSoundChoosesTheForm_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("particle");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* word, Particle particle, const char* expected) {
        QTest::newRow(expected) << QString::fromUtf8(word) << static_cast<int>(particle)
                                << QString::fromUtf8(expected);
    };
    row("책", Particle::Topic, "책은");
    row("나무", Particle::Topic, "나무는");
    row("물", Particle::Topic, "물은");
    row("지훈", Particle::Subject, "지훈이");
    row("여우", Particle::Subject, "여우가");
    row("닭", Particle::Subject, "닭이");
    row("사과", Particle::Object, "사과를");
    row("떡", Particle::Object, "떡을");
    row("연필", Particle::Object, "연필을");
    row("바다", Particle::With, "바다와");
    row("산", Particle::With, "산과");
    row("흙", Particle::With, "흙과");
    row("학교", Particle::By, "학교로");
    row("시장", Particle::By, "시장으로");
    row("우물", Particle::By, "우물로");
    row("서울", Particle::By, "서울로");
    row("숲", Particle::By, "숲으로");
    row("들", Particle::By, "들로");
    row("지훈", Particle::Called, "지훈이라고");
    row("미나", Particle::Called, "미나라고");
    row("서연", Particle::Vocative, "서연아");
    row("철수", Particle::Vocative, "철수야");
    row("빵", Particle::And, "빵이랑");
    row("우유", Particle::And, "우유랑");
    row("밥", Particle::Or, "밥이나");
    row("국수", Particle::Or, "국수나");
    row("민준", Particle::Named, "민준이라는");
    row("영희", Particle::Named, "영희라는");
    row("일곱", Particle::Is, "일곱이다");
    row("하나", Particle::Is, "하나다");
    row("농부", Particle::Was, "농부였다");
    row("상인", Particle::Was, "상인이었다");
    row("둘", Particle::Polite, "둘이에요");
    row("스무 개", Particle::Polite, "스무 개예요");
    row("셋", Particle::Plain, "셋이야");
    row("내 거", Particle::Plain, "내 거야");
    row("생일", Particle::Since, "생일이라서");
    row("친구", Particle::Since, "친구라서");
    row("여섯", Particle::Because, "여섯이니까");
    row("10", Particle::Topic, "10은");
    row("3", Particle::Object, "3을");
    row("2", Particle::Subject, "2가");
    row("1", Particle::By, "1로");
    row("6", Particle::By, "6으로");
    row("Mina", Particle::Topic, "Mina는");
}

void TestWorldParticles::theFinalSoundChoosesTheForm()
{
    QFETCH(QString, word);
    QFETCH(int, particle);
    QFETCH(QString, expected);
    const auto bytes = word.toStdString();
    QCOMPARE(
        QString::fromStdString(withParticle(bytes, static_cast<Particle>(particle))), expected);
}

void TestWorldParticles::aMissingFinalIsFilledIn()
{
    constexpr int kSsangSiot = 20;
    QCOMPARE(withFinal("가", kSsangSiot), std::string("갔"));
    QCOMPARE(withFinal("도와", kSsangSiot), std::string("도왔"));
    QCOMPARE(withFinal("해", kSsangSiot), std::string("했"));
    QCOMPARE(finalConsonant("물"), 8);
    QCOMPARE(finalConsonant("나무"), 0);
    QCOMPARE(finalConsonant("tree"), 0);
}

QTEST_GUILESS_MAIN(TestWorldParticles)
#include "test_world_particles.moc"
