#include "widgets/common/param_title.h"

#include "widgets/common/language.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace espalier {

QString paramTitle(const std::string& name)
{
    const std::string word = translate(name);
    if (word != name)
        return QString::fromStdString(word);
    QStringList words = QString::fromStdString(name).split(u'_');
    for (QString& part : words)
        if (part == "kl"_L1 || part == "kv"_L1 || part == "eos"_L1 || part == "cg"_L1)
            part = part.toUpper();
        else if (part == "lora"_L1 || part == "dora"_L1)
            part = part == "lora"_L1 ? u"LoRA"_s : u"DoRA"_s;
    QString title = words.join(u' ');
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    return title;
}

} // namespace espalier
