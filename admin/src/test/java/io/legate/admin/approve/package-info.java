/// The approver's commands against a real broker.
@NullMarked
package io.legate.admin.approve;

import org.jspecify.annotations.NullMarked;
