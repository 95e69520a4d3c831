/// Rules about the sources themselves, kept as tests.
@NullMarked
package io.legate.tidy;

import org.jspecify.annotations.NullMarked;
