/// Tests of tokens, assertions and subject tokens.
@NullMarked
package io.legate.token;

import org.jspecify.annotations.NullMarked;
