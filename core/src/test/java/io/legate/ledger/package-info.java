/// The contract of every ledger, and one in memory whose faults are asked for.
@NullMarked
package io.legate.ledger;

import org.jspecify.annotations.NullMarked;
