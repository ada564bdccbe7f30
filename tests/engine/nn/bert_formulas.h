#pragma once

/// BERT written out in loops over doubles (Devlin et al. 2018): slow, and independent of the real
/// one. One example without padding.

#include "core/engine/torch.h"
#include "core/formats/model_config.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

class BertFormulas
{
public:
    using Row = std::vector<double>;
    using Rows = std::vector<Row>;

    BertFormulas(
        espalier::ModelConfig config, const torch::OrderedDict<std::string, torch::Tensor>& weights)
        : m_config(std::move(config))
    {
        for (const auto& item : weights) {
            m_weights[item.key()] = item.value().detach().to(torch::kFloat64).contiguous();
        }
    }

    /// Logits of each place; types holds the segment type of each token.
    Rows logits(const std::vector<int64_t>& ids, const std::vector<int64_t>& types) const
    {
        Rows out;
        for (Row row : hidden(ids, types)) {
            row = gelu(linear(row, "cls.predictions.transform.dense"));
            row = norm(row, "cls.predictions.transform.LayerNorm");
            Row scores;
            for (int64_t v = 0; v < m_config.vocabSize; ++v) {
                const Row word = tableRow("bert.embeddings.word_embeddings", v);
                double sum = number("cls.predictions.bias", v);
                for (size_t i = 0; i < row.size(); ++i) {
                    sum += row[i] * word[i];
                }
                scores.push_back(sum);
            }
            out.push_back(scores);
        }
        return out;
    }

    /// Scores of the labels.
    Row labels(const std::vector<int64_t>& ids, const std::vector<int64_t>& types) const
    {
        Row pooled = linear(hidden(ids, types).front(), "bert.pooler.dense");
        for (double& value : pooled) {
            value = std::tanh(value);
        }
        return linear(pooled, "classifier");
    }

private:
    double number(const std::string& name, int64_t i) const
    {
        return m_weights.at(name).data_ptr<double>()[i];
    }
    Row tableRow(const std::string& table, int64_t i) const
    {
        const auto& weight = m_weights.at(table + ".weight");
        const auto* from = weight.data_ptr<double>() + i * weight.size(1);
        return {from, from + weight.size(1)};
    }
    Row linear(const Row& x, const std::string& name) const
    {
        Row y;
        for (int64_t o = 0; o < m_weights.at(name + ".weight").size(0); ++o) {
            const Row w = tableRow(name, o);
            double sum = number(name + ".bias", o);
            for (size_t i = 0; i < x.size(); ++i) {
                sum += w[i] * x[i];
            }
            y.push_back(sum);
        }
        return y;
    }
    Row norm(const Row& x, const std::string& name) const
    {
        const auto n = static_cast<double>(x.size());
        double mean = 0;
        double variance = 0;
        for (const double v : x) {
            mean += v / n;
        }
        for (const double v : x) {
            variance += (v - mean) * (v - mean) / n;
        }
        Row y;
        for (size_t i = 0; i < x.size(); ++i) {
            const auto at = static_cast<int64_t>(i);
            y.push_back(
                (x[i] - mean) / std::sqrt(variance + m_config.normEps) *
                    number(name + ".weight", at) +
                number(name + ".bias", at));
        }
        return y;
    }
    static Row gelu(Row x)
    {
        for (double& value : x) {
            value = 0.5 * value * (1 + std::erf(value / std::sqrt(2.0)));
        }
        return x;
    }
    static Row sum(Row a, const Row& b)
    {
        for (size_t i = 0; i < a.size(); ++i) {
            a[i] += b[i];
        }
        return a;
    }
    Rows hidden(const std::vector<int64_t>& ids, const std::vector<int64_t>& types) const
    {
        const std::string e = "bert.embeddings.";
        Rows x;
        for (size_t t = 0; t < ids.size(); ++t) {
            Row row =
                sum(tableRow(e + "word_embeddings", ids[t]),
                    tableRow(e + "token_type_embeddings", types[t]));
            row = sum(row, tableRow(e + "position_embeddings", static_cast<int64_t>(t)));
            x.push_back(norm(row, e + "LayerNorm"));
        }
        for (int64_t i = 0; i < m_config.layers; ++i) {
            layer(x, "bert.encoder.layer." + std::to_string(i) + ".");
        }
        return x;
    }
    void layer(Rows& x, const std::string& at) const
    {
        Rows q, k, v;
        for (const Row& row : x) {
            q.push_back(linear(row, at + "attention.self.query"));
            k.push_back(linear(row, at + "attention.self.key"));
            v.push_back(linear(row, at + "attention.self.value"));
        }
        const auto dim = static_cast<size_t>(m_config.headDim);
        Rows mixed(x.size(), Row(q[0].size(), 0.0));
        for (size_t t = 0; t < x.size(); ++t) {
            for (size_t first = 0; first < q[0].size(); first += dim) {
                Row weights;
                double total = 0;
                for (const Row& key : k) {
                    double score = 0;
                    for (size_t d = first; d < first + dim; ++d) {
                        score += q[t][d] * key[d];
                    }
                    weights.push_back(std::exp(score / std::sqrt(static_cast<double>(dim))));
                    total += weights.back();
                }
                for (size_t s = 0; s < x.size(); ++s) {
                    for (size_t d = first; d < first + dim; ++d) {
                        mixed[t][d] += weights[s] / total * v[s][d];
                    }
                }
            }
        }
        for (size_t t = 0; t < x.size(); ++t) {
            const Row attended = linear(mixed[t], at + "attention.output.dense");
            const Row middle = norm(sum(x[t], attended), at + "attention.output.LayerNorm");
            const Row inner = gelu(linear(middle, at + "intermediate.dense"));
            x[t] = norm(sum(middle, linear(inner, at + "output.dense")), at + "output.LayerNorm");
        }
    }

    espalier::ModelConfig m_config;
    std::map<std::string, torch::Tensor> m_weights;
};
