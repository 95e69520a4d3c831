/// Questions to a real record, and the published form of its records.
@NullMarked
package io.legate.inquiry;

import org.jspecify.annotations.NullMarked;
