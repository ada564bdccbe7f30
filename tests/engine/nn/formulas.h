#pragma once

/// A transformer written out in loops over doubles, from the formulas: slow, and independent of the
/// real one.

#include "core/engine/torch.h"
#include "core/formats/model_config.h"

#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

class Formulas
{
public:
    using Row = std::vector<double>;
    using Rows = std::vector<Row>;

    Formulas(
        espalier::ModelConfig config, const torch::OrderedDict<std::string, torch::Tensor>& weights)
        : m_config(std::move(config))
    {
        for (const auto& item : weights) {
            m_weights[item.key()] = item.value().detach().to(torch::kFloat64).contiguous();
        }
    }

    /// Logits after each of the ids of one sequence.
    Rows logits(const std::vector<int64_t>& ids) const
    {
        const bool rope = m_config.usesRope();
        const std::string root = rope ? "model." : "transformer.";
        Rows x;
        for (size_t t = 0; t < ids.size(); ++t) {
            Row row = rowOf(root + (rope ? "embed_tokens" : "wte"), ids[t]);
            if (!rope) {
                add(row, rowOf(root + "wpe", static_cast<int64_t>(t)));
            }
            x.push_back(row);
        }
        for (int64_t i = 0; i < m_config.layers; ++i) {
            const std::string at = root + (rope ? "layers." : "h.") + std::to_string(i) + ".";
            block(x, at, i, rope);
        }
        const std::string head =
            has("lm_head.weight") ? "lm_head" : root + (rope ? "embed_tokens" : "wte");
        Rows out;
        for (const Row& row : x) {
            const Row normed = norm(row, root + (rope ? "norm" : "ln_f"));
            Row scores;
            for (int64_t v = 0; v < m_config.vocabSize; ++v) {
                scores.push_back(dot(normed, rowOf(head, v)));
            }
            out.push_back(scores);
        }
        return out;
    }

private:
    bool has(const std::string& name) const { return m_weights.count(name) > 0; }
    double at(const std::string& name, int64_t i, int64_t j) const
    {
        const torch::Tensor& w = m_weights.at(name);
        return w.data_ptr<double>()[i * w.size(1) + j];
    }
    double at(const std::string& name, int64_t i) const
    {
        return m_weights.at(name).data_ptr<double>()[i];
    }
    Row rowOf(const std::string& table, int64_t i) const
    {
        Row row;
        for (int64_t j = 0; j < m_weights.at(table + ".weight").size(1); ++j) {
            row.push_back(at(table + ".weight", i, j));
        }
        return row;
    }
    static void add(Row& to, const Row& from)
    {
        for (size_t i = 0; i < to.size(); ++i) {
            to[i] += from[i];
        }
    }
    static double dot(const Row& a, const Row& b)
    {
        double sum = 0;
        for (size_t i = 0; i < a.size(); ++i) {
            sum += a[i] * b[i];
        }
        return sum;
    }
    Row norm(const Row& x, const std::string& name) const
    {
        const auto n = static_cast<double>(x.size());
        double mean = 0;
        if (!m_config.usesRope()) {
            for (const double v : x) {
                mean += v / n;
            }
        }
        double variance = 0;
        for (const double v : x) {
            variance += (v - mean) * (v - mean) / n;
        }
        Row y;
        for (size_t i = 0; i < x.size(); ++i) {
            const auto index = static_cast<int64_t>(i);
            y.push_back(
                (x[i] - mean) / std::sqrt(variance + m_config.normEps) *
                    at(name + ".weight", index) +
                (has(name + ".bias") ? at(name + ".bias", index) : 0.0));
        }
        return y;
    }
    /// GPT-2 keeps (in, out), the others (out, in).
    Row linear(const Row& x, const std::string& name) const
    {
        const bool inOut = !m_config.usesRope();
        const torch::Tensor& w = m_weights.at(name + ".weight");
        const int64_t out = w.size(inOut ? 1 : 0);
        Row y;
        for (int64_t o = 0; o < out; ++o) {
            double sum = has(name + ".bias") ? at(name + ".bias", o) : 0.0;
            for (size_t i = 0; i < x.size(); ++i) {
                const auto in = static_cast<int64_t>(i);
                sum += x[i] * (inOut ? at(name + ".weight", in, o) : at(name + ".weight", o, in));
            }
            y.push_back(sum);
        }
        return y;
    }
    double activation(double x) const
    {
        if (m_config.activation == "silu") {
            return x / (1 + std::exp(-x));
        }
        if (m_config.activation == "gelu") {
            return x * 0.5 * (1 + std::erf(x / std::sqrt(2.0)));
        }
        return 0.5 * x *
               (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
    }
    double speed(int64_t i) const
    {
        const auto& rope = m_config.rope;
        const double plain =
            1.0 /
            std::pow(
                rope.theta, 2.0 * static_cast<double>(i) / static_cast<double>(m_config.headDim));
        if (rope.type == "linear") {
            return plain / rope.factor;
        }
        if (rope.type == "llama3") {
            const double turns =
                static_cast<double>(rope.originalMaxPositions) * plain / (2 * std::numbers::pi);
            if (turns < rope.lowFreqFactor) {
                return plain / rope.factor;
            }
            if (turns > rope.highFreqFactor) {
                return plain;
            }
            const double share =
                (turns - rope.lowFreqFactor) / (rope.highFreqFactor - rope.lowFreqFactor);
            return plain * (share + (1 - share) / rope.factor);
        }
        return plain;
    }
    void turn(Row& head, double position) const
    {
        const size_t half = head.size() / 2;
        for (size_t i = 0; i < half; ++i) {
            const double angle = position * speed(static_cast<int64_t>(i));
            const double a = head[i];
            const double b = head[i + half];
            head[i] = a * std::cos(angle) - b * std::sin(angle);
            head[i + half] = b * std::cos(angle) + a * std::sin(angle);
        }
    }
    Row headOf(const Row& x, int64_t head, int64_t first) const
    {
        const auto begin = x.begin() + first + head * m_config.headDim;
        return {begin, begin + m_config.headDim};
    }
    void block(Rows& x, const std::string& at, int64_t layer, bool rope) const
    {
        std::vector<Rows> q(x.size()), k(x.size()), v(x.size());
        for (size_t t = 0; t < x.size(); ++t) {
            const Row n = norm(x[t], at + (rope ? "input_layernorm" : "ln_1"));
            for (int64_t h = 0; h < m_config.heads; ++h) {
                const int64_t kv = h / (m_config.heads / m_config.kvHeads);
                if (rope) {
                    q[t].push_back(headOf(linear(n, at + "self_attn.q_proj"), h, 0));
                    k[t].push_back(headOf(linear(n, at + "self_attn.k_proj"), kv, 0));
                    v[t].push_back(headOf(linear(n, at + "self_attn.v_proj"), kv, 0));
                    if (m_config.qkNorm) {
                        q[t].back() = norm(q[t].back(), at + "self_attn.q_norm");
                        k[t].back() = norm(k[t].back(), at + "self_attn.k_norm");
                    }
                    turn(q[t].back(), static_cast<double>(t));
                    turn(k[t].back(), static_cast<double>(t));
                } else {
                    const Row all = linear(n, at + "attn.c_attn");
                    q[t].push_back(headOf(all, h, 0));
                    k[t].push_back(headOf(all, h, m_config.width));
                    v[t].push_back(headOf(all, h, 2 * m_config.width));
                }
            }
        }
        double scale = 1 / std::sqrt(static_cast<double>(m_config.headDim));
        if (m_config.scaleByLayer) {
            scale /= static_cast<double>(layer + 1);
        }
        for (size_t t = 0; t < x.size(); ++t) {
            Row mixed;
            for (size_t h = 0; h < q[t].size(); ++h) {
                const auto window = static_cast<size_t>(m_config.slidingWindow);
                const size_t first = window > 0 && t + 1 > window ? t + 1 - window : 0;
                double total = 0;
                Row sum(static_cast<size_t>(m_config.headDim), 0.0);
                for (size_t s = first; s <= t; ++s) {
                    const double weight = std::exp(scale * dot(q[t][h], k[s][h]));
                    total += weight;
                    for (size_t d = 0; d < sum.size(); ++d) {
                        sum[d] += weight * v[s][h][d];
                    }
                }
                for (const double d : sum) {
                    mixed.push_back(d / total);
                }
            }
            add(x[t], linear(mixed, at + (rope ? "self_attn.o_proj" : "attn.c_proj")));
        }
        for (Row& row : x) {
            const Row n = norm(row, at + (rope ? "post_attention_layernorm" : "ln_2"));
            Row inner = linear(n, at + (rope ? "mlp.gate_proj" : "mlp.c_fc"));
            for (double& value : inner) {
                value = activation(value);
            }
            if (rope) {
                const Row up = linear(n, at + "mlp.up_proj");
                for (size_t i = 0; i < inner.size(); ++i) {
                    inner[i] *= up[i];
                }
            }
            add(row, linear(inner, at + (rope ? "mlp.down_proj" : "mlp.c_proj")));
        }
    }

    espalier::ModelConfig m_config;
    std::map<std::string, torch::Tensor> m_weights;
};
