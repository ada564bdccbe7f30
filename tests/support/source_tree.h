#pragma once

/// The project's own files, for tests that look at the source.

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QString>
#include <QStringList>

namespace espalier {

inline QString sourceRoot()
{
    return QStringLiteral(ESPALIER_SOURCE_DIR);
}

/// Paths relative to the root, with `/`, of the files below `folder` that match, sorted.
inline QStringList sourceFiles(const QString& folder, const QStringList& patterns)
{
    QStringList paths;
    const QDir root(sourceRoot());
    QDirIterator files(
        root.filePath(folder), patterns, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext())
        paths += root.relativeFilePath(files.next());
    paths.sort();
    return paths;
}

/// The C++ files below `folder`.
inline QStringList cppFiles(const QString& folder)
{
    return sourceFiles(folder, {QStringLiteral("*.cpp"), QStringLiteral("*.h")});
}

inline QString sourceText(const QString& path)
{
    QFile file(QDir(sourceRoot()).filePath(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace espalier
