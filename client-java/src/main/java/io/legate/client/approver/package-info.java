/// What approvers use: to see what waits for them, and to sign and send their answers.
///
/// Left to the caller: showing a person what it signs for.
@NullMarked
package io.legate.client.approver;

import org.jspecify.annotations.NullMarked;
