#include "tests/engine/formats/test_tensors.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/formats/tensors.h"
#include "core/engine/torch.h"

using namespace espalier;

namespace {

TensorMap throughAFile(const TensorMap& tensors)
{
    const TemporaryFolder folder;
    saveTensors(folder.path() / "t.safetensors", tensors);
    return loadTensors(folder.path() / "t.safetensors");
}

} // namespace

void TestTensors::bringsBackEveryType()
{
    const TensorMap tensors{
        {"double", torch::tensor({0.1, -2.0}, torch::kDouble)},
        {"float", torch::tensor({0.1F, INFINITY, -0.0F})},
        {"half", torch::tensor({0.1, 3.0}).to(torch::kHalf)},
        {"bfloat", torch::tensor({0.1, 3.0}).to(torch::kBFloat16)},
        {"long", torch::tensor({INT64_MIN, int64_t{7}})},
        {"int", torch::tensor({-5, 5}, torch::kInt)},
        {"short", torch::tensor({-5, 5}, torch::kShort)},
        {"char", torch::tensor({-5, 5}, torch::kChar)},
        {"byte", torch::tensor({0, 255}, torch::kByte)},
        {"bool", torch::tensor({true, false, true})}};
    const TensorMap back = throughAFile(tensors);
    QCOMPARE(back.size(), tensors.size());
    for (const auto& [name, tensor] : tensors) {
        QVERIFY2(back.at(name).scalar_type() == tensor.scalar_type(), name.c_str());
        QVERIFY2(torch::equal(back.at(name), tensor), name.c_str());
    }
    QVERIFY(std::signbit(back.at("float")[2].item<float>()));
}

void TestTensors::bringsBackShapesAndStrides()
{
    const torch::Tensor matrix = torch::arange(6).view({2, 3});
    const TensorMap back = throughAFile(
        {{"scalar", torch::tensor(3.5)},
         {"empty", torch::empty({0, 4})},
         {"turned", matrix.t()},
         {"part", matrix.slice(1, 1, 2)}});
    QCOMPARE(back.at("scalar").dim(), 0);
    QCOMPARE(back.at("scalar").item<float>(), 3.5F);
    QCOMPARE(back.at("empty").sizes().vec(), (std::vector<int64_t>{0, 4}));
    QVERIFY(torch::equal(back.at("turned"), torch::tensor({0, 3, 1, 4, 2, 5}).view({3, 2})));
    QVERIFY(torch::equal(back.at("part"), torch::tensor({1, 4}).view({2, 1})));
}

void TestTensors::turnsIntoAType()
{
    const TemporaryFolder folder;
    saveTensors(
        folder.path() / "t.safetensors",
        {{"x", torch::tensor({1.0, 2.0}, torch::kDouble)}},
        {},
        torch::kBFloat16);
    QVERIFY(loadTensors(folder.path() / "t.safetensors").at("x").scalar_type() == torch::kBFloat16);
}

void TestTensors::namesATypeItCannotHold()
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "t.safetensors";
    SafetensorsWriter writer(file, {{"x", DType::U64, {1}, 0, 0}});
    writer.write("x", "01234567");
    writer.finish();
    try {
        loadTensors(file);
        QFAIL("U64 was read");
    } catch (const Error& error) {
        QCOMPARE(
            error.words(),
            file.string() + ": tensor `x`: Tensors of type U64 can't be read. Convert the file.");
    }
}

QTEST_GUILESS_MAIN(TestTensors)
