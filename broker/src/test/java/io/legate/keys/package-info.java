/// Tests of the local authority.
@NullMarked
package io.legate.keys;

import org.jspecify.annotations.NullMarked;
