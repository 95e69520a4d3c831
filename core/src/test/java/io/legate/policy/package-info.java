@NullMarked
package io.legate.policy;

import org.jspecify.annotations.NullMarked;
