#pragma once

#include "core/params/params.h"

#include <QWidget>

namespace espalier {

/// Edits one value. Receives what it shows and emits what the user asked; the document decides.
class ParamEditor : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;
    /// Shows a given value, or the default where nothing is given. A text that already means the
    /// value stays as typed.
    virtual void setValue(const Value* given) = 0;
    /// The control that takes the focus and bears the accessible name.
    virtual QWidget* control() const = 0;
    virtual void retranslate() {}
    /// Marks the control as holding something wrong.
    void setInvalid(bool invalid);

Q_SIGNALS:
    /// As it was entered, not yet fitted to the declaration.
    void edited(const espalier::Value& value);
    /// Emptied: the default counts again.
    void cleared();
};

/// The editor of a parameter's kind.
ParamEditor* makeParamEditor(const ParamInfo& info, QWidget* parent);

} // namespace espalier
