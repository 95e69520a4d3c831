/// Approvers against a real broker.
@NullMarked
package io.legate.client.approver;

import org.jspecify.annotations.NullMarked;
