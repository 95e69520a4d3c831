/// Tests of the chain of actors.
@NullMarked
package io.legate.chain;

import org.jspecify.annotations.NullMarked;
