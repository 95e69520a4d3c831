/// What people are shown of the record.
@NullMarked
package io.legate.evidence;

import org.jspecify.annotations.NullMarked;
