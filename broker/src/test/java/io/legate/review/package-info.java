/// Recorded runs, decided again: by the records alone, and under other bundles.
@NullMarked
package io.legate.review;

import org.jspecify.annotations.NullMarked;
