@NullMarked
package io.legate.provenance;

import org.jspecify.annotations.NullMarked;
