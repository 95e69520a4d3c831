/// Records in the words of others, of a real run.
@NullMarked
package io.legate.siem;

import org.jspecify.annotations.NullMarked;
