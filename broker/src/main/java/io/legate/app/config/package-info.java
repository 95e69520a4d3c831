/// `legate.yaml`, read strictly: an unknown key, a key given twice, or a value of another form is a
/// problem with its line and its path, and all problems are told at once.
///
/// Every key, its default and its reason are in `docs/configuration.md`. Whether the keys and
/// boundaries in it are usable is checked where they are parsed; the values here only have the
/// right form.
@NullMarked
package io.legate.app.config;

import org.jspecify.annotations.NullMarked;
