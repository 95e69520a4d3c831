/// The task's fold under random histories.
@NullMarked
package io.legate.task;

import org.jspecify.annotations.NullMarked;
