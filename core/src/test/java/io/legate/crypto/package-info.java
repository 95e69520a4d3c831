/// Tests of what is looked at before any signature is.
@NullMarked
package io.legate.crypto;

import org.jspecify.annotations.NullMarked;
